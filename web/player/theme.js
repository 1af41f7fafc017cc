// The colours of the page, read from the variables that Streamlit (or an exported file) sets.

import { contextOf } from "../common/dom.js";

/**
 * @typedef {object} Theme
 * @property {boolean} dark
 * @property {string} text
 * @property {string} muted
 * @property {string} background
 * @property {string} line
 * @property {string} halo what is drawn round paths to lift them off the map
 * @property {string} overflow the colour of the cross where a run overflowed
 * @property {string} font
 * @property {number} scale how much larger than usual type and lines are, for a room to read
 * @property {string} key equal for equal themes
 */

/** @param {Element} element @returns {Theme} */
export function readTheme(element) {
  const style = getComputedStyle(element);
  /** @param {string} name @param {string} fallback */
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const background = read("--st-background-color", "#ffffff");
  const text = read("--st-text-color", "#31333f");
  const dark = luminance(background) < 0.4;
  const theme = {
    dark,
    text,
    background,
    muted: dark ? "#a3a8b4" : "#6b7280",
    line: dark ? "#3b424d" : "#d3d8e0",
    halo: dark ? "rgba(13,17,22,0.85)" : "rgba(255,255,255,0.9)",
    overflow: dark ? "#ff6b6b" : "#c81e1e",
    font: read("--st-font", "system-ui, sans-serif"),
    scale: Number(read("--player-scale", "1")),
  };
  return { ...theme, key: Object.values(theme).join("|") };
}

/**
 * Whether the player takes the size of its place, as on a page that is presented.
 * @param {Element} element
 */
export function fills(element) {
  return getComputedStyle(element).getPropertyValue("--fills").trim() === "1";
}

/** The perceived lightness of a CSS colour, 0 to 1. @param {string} color */
function luminance(color) {
  const context = contextOf(document.createElement("canvas"));
  context.fillStyle = color;
  const normal = context.fillStyle;
  const [r, g, b] = normal.startsWith("#")
    ? [1, 3, 5].map((i) => Number.parseInt(normal.slice(i, i + 2), 16))
    : (normal.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}
