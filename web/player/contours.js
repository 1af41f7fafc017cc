// The map, drawn by Plotly once a surface and theme, and shown by every panel as a mirror of the
// same drawing. Zooming transforms the mirrors, so that the contours are never computed again.

import { STILL, bareLayout } from "../common/plotly.js";

const WIDTH = 800;
const HEIGHT = 600;
const LEVELS = 15;

let drawn = 0;

/** The heights at which lines are drawn. */
export function levelsOf({ bottom, top }) {
  const size = (top - bottom) / LEVELS;
  return { start: bottom + size, size, count: LEVELS - 1 };
}

export class Contours {
  /** @param {Element} backstage where pictures that are only mirrored are kept */
  constructor(backstage) {
    this.figure = backstage.appendChild(document.createElement("div"));
    this.figure.className = "player-contours";
    this.key = "";
  }

  /**
   * @param {any} Plotly @param {import("./height_map.js").Terrain} terrain @param {object} theme
   * @returns {Promise<boolean>} whether the picture changed
   */
  async draw(Plotly, terrain, theme) {
    const key = `${terrain.id}|${theme.key}`;
    if (key === this.key) return false;
    this.key = key;
    this.terrain = terrain;
    const { bottom, top } = terrain;
    const { start, size } = levelsOf(terrain);
    const axis = { visible: false, fixedrange: true };
    await Plotly.react(
      this.figure,
      [
        {
          type: "contour",
          x: terrain.x,
          y: terrain.y,
          z: terrain.grid,
          zmin: bottom,
          zmax: top,
          autocontour: false,
          contours: { start, end: top - size / 2, size },
          colorscale: terrain.colors[theme.dark ? "dark" : "light"],
          line: { width: 0.7, color: theme.dark ? "rgba(0,0,0,0.34)" : "rgba(60,80,110,0.22)" },
          showscale: false,
          hoverinfo: "skip",
        },
      ],
      {
        ...bareLayout(theme, WIDTH, HEIGHT),
        xaxis: { ...axis, range: [terrain.x0, terrain.x1] },
        yaxis: { ...axis, range: [terrain.y0, terrain.y1] },
      },
      STILL,
    );
    const layer = this.figure.querySelector(".contourlayer");
    layer.id = this.id = `player-contours-${++drawn}`;
    return true;
  }

  /** Fill a panel's map with a mirror of the drawing. */
  mirror(svg) {
    if (svg.dataset.shows === this.id) return;
    svg.dataset.shows = this.id;
    svg.innerHTML = `<g><use href="#${this.id}"></use></g>`;
  }

  /** Move a mirror to what a lens shows, in a panel of this size. */
  aim(svg, lens, width, height) {
    const { x0, x1, y0, y1 } = this.terrain;
    const [kx, ky] = [width / (lens.x1 - lens.x0), height / (lens.y1 - lens.y0)];
    const scale = [(kx * (x1 - x0)) / WIDTH, (ky * (y1 - y0)) / HEIGHT];
    const shift = [(x0 - lens.x0) * kx, (lens.y1 - y1) * ky];
    const matrix = `matrix(${scale[0]} 0 0 ${scale[1]} ${shift[0]} ${shift[1]})`;
    svg.firstElementChild.setAttribute("transform", matrix);
  }
}
