// The panels on the page, and what is written over them.

import { element, find } from "../common/dom.js";
import { short } from "../common/format.js";
import { gutter } from "./axes.js";
import { COMPACT } from "./panel_layout.js";
import { swatch } from "./symbols.js";

/** @typedef {import("./payload.js").Race} Race */
/** @typedef {import("./payload.js").Entrant} Entrant */
/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @typedef {object} Panel
 * @property {number[]} entrants which runs it shows
 * @property {HTMLElement} element
 * @property {HTMLElement} plot what holds the picture
 * @property {SVGElement} map
 * @property {HTMLCanvasElement} scene
 * @property {[left: number, top: number]} corner its plot's, in pixels from that of all panels
 */

let described = 0;

/**
 * Build the panels of a race.
 * @param {HTMLElement} parent @param {number} count of runs @param {import("./views.js").View} view
 * @param {import("./panel_layout.js").Layout} layout @param {import("./axes.js").Axes} axes
 * @param {number} scale of the type
 * @returns {Panel[]}
 */
export function buildPanels(parent, count, view, layout, axes, scale) {
  const all = Array.from({ length: count }, (_, k) => k);
  const flat = view.dimension === "2d";
  const shown = view.layout === "overlaid" ? [all] : all.map((k) => [k]);
  const { style } = parent;
  style.setProperty("--columns", String(layout.columns));
  style.setProperty("--plot-width", `${layout.width}px`);
  style.setProperty("--plot-height", `${layout.height}px`);
  style.setProperty("--title-height", `${layout.title}px`);
  style.paddingLeft = flat ? `${gutter(scale).left}px` : "0";
  parent.dataset.layout = view.layout;
  parent.dataset.compact = String(layout.width < COMPACT * scale);
  const panels = shown.map((entrants, k) => buildPanel(entrants, k));
  if (flat) {
    panels.forEach(({ plot, element }, k) => {
      // Below the canvases: what lies above one costs the browser a layer more in every frame.
      const left = k % layout.columns === 0;
      if (left) plot.insertAdjacentHTML("afterbegin", axes.mirror("y", scale));
      const bottom = k + layout.columns >= shown.length;
      if (bottom) plot.insertAdjacentHTML("afterbegin", axes.mirror("x", scale));
      if (bottom) element.dataset.edge = "bottom";
    });
  }
  parent.replaceChildren(...panels.map(({ element }) => element));
  return panels;
}

/** @param {number[]} entrants @param {number} k @returns {Panel} */
function buildPanel(entrants, k) {
  const figure = element("figure", { className: "player-panel" });
  figure.innerHTML = `
    <figcaption class="player-legend"></figcaption>
    <div class="player-plot" tabindex="0" role="group">
      <svg class="player-map" aria-hidden="true"></svg>
      <canvas class="player-scene" aria-hidden="true"></canvas>
    </div>`;
  const plot = find(figure, ".player-plot");
  plot.dataset.panel = String(k);
  const map = find(figure, ".player-map", SVGElement);
  const scene = find(figure, ".player-scene", HTMLCanvasElement);
  return { entrants, element: figure, plot, map, scene, corner: [0, 0] };
}

/**
 * Write names, notes and descriptions: what may change without new panels.
 * @param {HTMLElement} minima where the known minima are described
 * @param {Panel[]} panels @param {Race} race @param {Theme} theme
 */
export function labelPanels(minima, panels, race, theme) {
  describe(race, minima);
  for (const { entrants, element, plot } of panels) {
    const caption = find(element, "figcaption");
    const chips = entrants.map((k) => chip(race.entrants[k], k, theme));
    const changed = chips.some((made, k) => !made.isEqualNode(caption.children[k]));
    if (changed) caption.replaceChildren(...chips);
    const names = entrants.map((k) => titleOf(race.entrants[k]));
    plot.setAttribute("aria-label", `${race.title}. ${names.join("; ")}`);
    plot.setAttribute("aria-describedby", minima.id);
  }
}

/**
 * What the stars on all maps mean, in words, written once a player.
 * @param {Race} race @param {HTMLElement} place
 */
function describe(race, place) {
  place.id ||= `player-minima-${++described}`;
  const minima = race.minima.map(
    ([x, y, loss]) => `Known minimum at (${short(x)}, ${short(y)}), loss ${short(loss)}.`,
  );
  place.textContent = minima.join(" ");
}

/** A run's name and note. @param {Entrant} entrant */
function titleOf({ name, note }) {
  return note ? `${name}: ${note}` : name;
}

/** A note whose numbers stay with their words, where it takes two lines. @param {string} note */
function unbroken(note) {
  return note.replace(/\b(step|loss) /g, "$1\u00a0");
}

/** @param {Entrant} entrant @param {number} k @param {Theme} theme */
function chip(entrant, k, theme) {
  const chip = element("span", { className: "player-chip" });
  chip.dataset.entrant = String(k);
  chip.title = titleOf(entrant);
  chip.append(
    swatch(entrant, theme.dark ? entrant.darkColor : entrant.color),
    element("b", { text: entrant.name }),
    element("small", { text: unbroken(entrant.note) }),
  );
  return chip;
}
