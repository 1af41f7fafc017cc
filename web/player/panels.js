// The panels on the page: how many beside each other, how large, and what each is made of.

import { gutter } from "./axes.js";
import { short } from "../common/format.js";
import { swatch } from "./symbols.js";

const GAP = 14;
const ROWS_APART = 8;
const COMPACT = 420; // pixels of width below which a note stands under its name
const LETTER = 6.4; // pixels that a letter of a name takes
const SWATCH = 28; // and the picture of its line
const NARROWEST = 130;
const TALLEST = 560; // of all rows together, so that panels and charts fit a screen

let described = 0;

/**
 * The arrangement that gives panels the most useful area.
 * @param {string[]} names of the runs, one a panel
 * @param {{width: number, height: number | null, title?: number | null}} available no height where
 *   the page may scroll, and that of the titles only where it is known
 * @returns {{columns: number, width: number, height: number, title: number}} sizes of one picture
 */
export function arrange(names, available, flat, scale) {
  const count = names.length;
  const left = flat ? gutter(scale).left : 0;
  const below = flat ? gutter(scale).bottom : 0;
  const { width: wide, height: tall } = available;
  let best = null;
  for (let columns = 1; columns <= Math.min(count, 6); columns++) {
    const rows = Math.ceil(count / columns);
    const width = Math.floor((wide - left - GAP * (columns - 1)) / columns);
    if (columns > 1 && width < NARROWEST) break;
    const title = available.title ?? titleHeight(names, width / scale, tall) * scale;
    const apart = tall ? ROWS_APART * (rows - 1) : 0;
    const room = ((tall ?? TALLEST) - below - rows * title - apart) / rows;
    const least = wide < 640 ? 210 : 150;
    const usual = Math.min(Math.max(room, least), width * 0.82, count === 1 ? 500 : 420);
    const height = Math.round(tall ? Math.max(Math.min(room, width), 60) : usual);
    const full = count / (rows * columns);
    const fits = Math.min(1, (tall ?? TALLEST) / (rows * (height + title)));
    // A gap in the last row is worse than smallness, and so is scrolling.
    const score = Math.min(width, 1.45 * height) * height * full ** 3 * fits;
    if (!best || score > best.score) best = { columns, width, height, title, score };
  }
  return best;
}

/** How high names and notes are; where there is a fixed place, nothing of them is left out. */
function titleHeight(names, width, placed) {
  if (width >= COMPACT) return 26;
  if (!placed) return 42;
  const lines = Math.ceil((Math.max(...names.map(({ length }) => length)) * LETTER) / (width - SWATCH));
  return 36 + 14 * lines;
}

/**
 * @typedef {object} Panel
 * @property {number[]} entrants which runs it shows
 * @property {HTMLElement} element
 * @property {HTMLElement} plot what holds the picture
 * @property {SVGElement} map
 * @property {HTMLCanvasElement} scene
 * @property {number[]} corner its plot's top left corner, in pixels from that of all panels
 */

/**
 * Build the panels of a race.
 * @param {HTMLElement} parent
 * @param {import("./payload.js").Race} race
 * @param {{columns: number, width: number, height: number}} place
 * @returns {Panel[]}
 */
export function buildPanels(parent, race, view, place, axes, scale) {
  const all = race.entrants.map((_, k) => k);
  const flat = view.dimension === "2d";
  const shown = view.layout === "overlaid" ? [all] : all.map((k) => [k]);
  parent.replaceChildren();
  parent.style.setProperty("--columns", place.columns);
  parent.style.setProperty("--plot-width", `${place.width}px`);
  parent.style.setProperty("--plot-height", `${place.height}px`);
  parent.style.setProperty("--title-height", `${place.title}px`);
  parent.style.paddingLeft = flat ? `${gutter(scale).left}px` : "0";
  parent.dataset.layout = view.layout;
  parent.dataset.compact = place.width < COMPACT * scale;
  return shown.map((entrants, k) => {
    const element = document.createElement("figure");
    element.className = "player-panel";
    element.innerHTML = `
      <figcaption class="player-legend"></figcaption>
      <div class="player-plot" tabindex="0" role="group">
        <svg class="player-map" aria-hidden="true"></svg>
        <canvas class="player-scene" aria-hidden="true"></canvas>
      </div>`;
    const find = (selector) => element.querySelector(selector);
    const plot = find(".player-plot");
    plot.dataset.panel = k;
    // Below the canvases: what lies above one costs the browser a layer more in every frame.
    if (flat && k % place.columns === 0) plot.insertAdjacentHTML("afterbegin", axes.mirror("y", scale));
    if (flat && k + place.columns >= shown.length) {
      plot.insertAdjacentHTML("afterbegin", axes.mirror("x", scale));
      element.dataset.edge = "bottom";
    }
    parent.append(element);
    return {
      entrants,
      element,
      plot,
      map: find(".player-map"),
      scene: find(".player-scene"),
      corner: [0, 0],
    };
  });
}

/** Write names, notes and descriptions: what may change without new panels. */
export function labelPanels(parent, panels, race, theme) {
  for (const { entrants, element, plot } of panels) {
    const caption = element.querySelector("figcaption");
    const chips = entrants.map((k) => chip(race.entrants[k], k, theme));
    if (chips.some((made, k) => !made.isEqualNode(caption.children[k]))) caption.replaceChildren(...chips);
    const names = entrants.map((k) => {
      const { name, note } = race.entrants[k];
      return note ? `${name}: ${note}` : name;
    });
    plot.setAttribute("aria-label", `${race.title}. ${names.join("; ")}`);
    plot.setAttribute("aria-describedby", describe(race, parent));
  }
}

/** What the stars on all maps mean, in words, written once a player. */
function describe(race, parent) {
  const about = parent.parentElement.querySelector(".player-minima");
  about.id ||= `player-minima-${++described}`;
  const minima = race.minima.map(
    ([x, y, loss]) => `Known minimum at (${short(x)}, ${short(y)}), loss ${short(loss)}.`,
  );
  about.textContent = minima.join(" ");
  return about.id;
}

/** A note whose numbers stay with their words, where it takes two lines. */
function kept(note) {
  return note.replace(/\b(step|loss) /g, "$1\u00a0");
}

function chip(entrant, k, theme) {
  const element = document.createElement("span");
  element.className = "player-chip";
  element.dataset.entrant = k;
  const name = Object.assign(document.createElement("b"), { textContent: entrant.name });
  const note = Object.assign(document.createElement("small"), { textContent: kept(entrant.note) });
  element.append(swatch(entrant, theme.dark ? entrant.darkColor : entrant.color), name, note);
  element.title = entrant.note ? `${entrant.name}: ${entrant.note}` : entrant.name;
  return element;
}
