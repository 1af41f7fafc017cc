// How many panels beside each other, and how large.

import { gutter } from "./axes.js";

const GAP = 14;
const ROWS_APART = 8;
const MOST_COLUMNS = 6;
const LETTER = 6.4; // pixels that a letter of a name takes
const SWATCH = 28; // and the picture of its line
const NARROWEST = 130;
const TALLEST = 560; // of all rows together, so that panels and charts fit a screen

/** Pixels of width below which a note stands under its name. */
export const COMPACT = 420;

/** @typedef {{columns: number, width: number, height: number, title: number}} Layout sizes of one picture */

/**
 * No height where the page may scroll, and that of the titles only where it is known.
 * @typedef {{width: number, height: number | null, title?: number | null}} Available
 */

/**
 * The arrangement that gives panels the most useful area.
 * @param {string[]} names of the runs, one a panel
 * @param {Available} available
 * @param {boolean} flat @param {number} scale of the type
 * @returns {Layout}
 */
export function arrange(names, available, flat, scale) {
  const many = Math.min(names.length, MOST_COLUMNS);
  let best = candidate(1, names, available, flat, scale);
  for (let columns = 2; columns <= many; columns++) {
    const next = candidate(columns, names, available, flat, scale);
    if (next.layout.width < NARROWEST) break;
    if (next.score > best.score) best = next;
  }
  return best.layout;
}

/**
 * So many panels beside each other, and how much useful area they get.
 * @param {number} columns @param {string[]} names @param {Available} available
 * @param {boolean} flat @param {number} scale
 */
function candidate(columns, names, available, flat, scale) {
  const count = names.length;
  const { left, bottom } = flat ? gutter(scale) : { left: 0, bottom: 0 };
  const { width: wide, height: tall } = available;
  const rows = Math.ceil(count / columns);
  const width = Math.floor((wide - left - GAP * (columns - 1)) / columns);
  const title = available.title ?? titleHeight(names, width / scale, tall !== null) * scale;
  const apart = tall ? ROWS_APART * (rows - 1) : 0;
  const room = ((tall ?? TALLEST) - bottom - rows * title - apart) / rows;
  const least = wide < 640 ? 210 : 150;
  const usual = Math.min(Math.max(room, least), width * 0.82, count === 1 ? 500 : 420);
  const height = Math.round(tall ? Math.max(Math.min(room, width), 60) : usual);
  const full = count / (rows * columns);
  const fits = Math.min(1, (tall ?? TALLEST) / (rows * (height + title)));
  // A gap in the last row is worse than smallness, and so is scrolling.
  const score = Math.min(width, 1.45 * height) * height * full ** 3 * fits;
  return { layout: { columns, width, height, title }, score };
}

/**
 * How high names and notes are; where there is a fixed place, nothing of them is left out.
 * @param {string[]} names @param {number} width @param {boolean} placed
 */
function titleHeight(names, width, placed) {
  if (width >= COMPACT) return 26;
  if (!placed) return 42;
  const longest = Math.max(...names.map(({ length }) => length));
  return 36 + 14 * Math.ceil((longest * LETTER) / (width - SWATCH));
}
