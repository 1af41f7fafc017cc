// The map, drawn by Plotly once a surface and theme, and shown by every panel as a mirror of the
// same drawing. Zooming transforms the mirrors, so that the contours are never computed again.

import { element, find } from "../common/dom.js";
import { bareLayout, STILL } from "../common/plotly.js";

/** @typedef {import("../common/plotly.js").Plotly} Plotly */
/** @typedef {import("./height_map.js").HeightMap} HeightMap */
/** @typedef {import("./theme.js").Theme} Theme */

const WIDTH = 800;
const HEIGHT = 600;
const LEVELS = 15;

let drawings = 0;

/** The heights at which lines are drawn. @param {{bottom: number, top: number}} map */
export function levelsOf({ bottom, top }) {
  const size = (top - bottom) / LEVELS;
  return { start: bottom + size, size, count: LEVELS - 1 };
}

export class Contours {
  /** @type {HeightMap | undefined} */
  #map;
  #key = "";
  #id = "";

  /** @param {HTMLElement} backstage where pictures that are only mirrored are kept */
  constructor(backstage) {
    this.figure = element("div", { className: "player-contours", parent: backstage });
  }

  /**
   * @param {Plotly} Plotly @param {HeightMap} map @param {Theme} theme
   * @returns {Promise<boolean>} whether the picture changed
   */
  async draw(Plotly, map, theme) {
    const key = `${map.id}|${theme.key}`;
    if (key === this.#key) return false;
    this.#key = key;
    this.#map = map;
    const axis = { visible: false, fixedrange: true };
    const layout = {
      ...bareLayout(theme, WIDTH, HEIGHT),
      xaxis: { ...axis, range: [map.x0, map.x1] },
      yaxis: { ...axis, range: [map.y0, map.y1] },
    };
    await Plotly.react(this.figure, [contour(map, theme)], layout, STILL);
    this.#id = `player-contours-${++drawings}`;
    find(this.figure, ".contourlayer", SVGElement).id = this.#id;
    return true;
  }

  /** Fill a panel's map with a mirror of the drawing. @param {SVGElement} svg */
  mirror(svg) {
    if (svg.dataset.shows === this.#id) return;
    svg.dataset.shows = this.#id;
    svg.innerHTML = `<g><use href="#${this.#id}"></use></g>`;
  }

  /**
   * Move a mirror to what a viewport shows, in a panel of this size.
   * @param {SVGElement} svg @param {import("./viewport.js").Rectangle} viewport
   * @param {number} width @param {number} height
   */
  aim(svg, viewport, width, height) {
    if (!this.#map) return;
    const { x0, x1, y0, y1 } = this.#map;
    const kx = width / (viewport.x1 - viewport.x0);
    const ky = height / (viewport.y1 - viewport.y0);
    const scale = [(kx * (x1 - x0)) / WIDTH, (ky * (y1 - y0)) / HEIGHT];
    const shift = [(x0 - viewport.x0) * kx, (viewport.y1 - y1) * ky];
    const matrix = `matrix(${scale[0]} 0 0 ${scale[1]} ${shift[0]} ${shift[1]})`;
    svg.firstElementChild?.setAttribute("transform", matrix);
  }
}

/** What Plotly draws. @param {HeightMap} map @param {Theme} theme */
function contour(map, theme) {
  const { start, size } = levelsOf(map);
  return {
    type: "contour",
    x: map.x,
    y: map.y,
    z: map.grid,
    zmin: map.bottom,
    zmax: map.top,
    autocontour: false,
    contours: { start, end: map.top - size / 2, size },
    colorscale: map.colors[theme.dark ? "dark" : "light"],
    line: { width: 0.7, color: theme.dark ? "rgba(0,0,0,0.34)" : "rgba(60,80,110,0.22)" },
    showscale: false,
    hoverinfo: "skip",
  };
}
