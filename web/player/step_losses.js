// The loss that a step sees, where that is not the true one: its lines over the map's colours.

import { levelsOf } from "./contours.js";
import { prepare, sharpness } from "./draw_runs.js";
import { isolines } from "./isolines.js";

export class Ground {
  /**
   * @param {{id: string, steps: number[]}} header the steps whose loss is known
   * @param {Record<string, Float32Array>} arrays x (nx), y (ny), lift (steps · ny · nx)
   */
  constructor({ id, steps }, { x, y, lift }) {
    Object.assign(this, { id, steps, lift, columns: x.length, rows: y.length });
    this.canvas = document.createElement("canvas");
    this.drawn = "";
  }

  /** Of the steps that are known, the place of the one that is nearest to a step. */
  nearest(step) {
    const away = this.steps.map((known) => Math.abs(known - step));
    return away.indexOf(Math.min(...away));
  }

  /** The heights to draw, on the grid of the landscape, for a known step. */
  heights(place, terrain) {
    const { columns, rows, values } = terrain;
    const size = this.columns * this.rows;
    const lift = this.lift.subarray(place * size, (place + 1) * size);
    const heights = new Float64Array(values.length);
    for (let j = 0; j < rows; j++) {
      const [v, t] = cell((j / (rows - 1)) * (this.rows - 1), this.rows);
      for (let i = 0; i < columns; i++) {
        const [u, s] = cell((i / (columns - 1)) * (this.columns - 1), this.columns);
        const k = v * this.columns + u;
        const near = lift[k] + s * (lift[k + 1] - lift[k]);
        const l = k + this.columns;
        const far = lift[l] + s * (lift[l + 1] - lift[l]);
        heights[j * columns + i] = height(terrain, values[j * columns + i] + near + t * (far - near));
      }
    }
    return heights;
  }

  /** A picture of the lines, in a panel of this size: the same one, until something changes. */
  picture(place, terrain, projection, { width, height }, theme) {
    const key = [place, terrain.id, projection.key, theme.key, sharpness()].join();
    if (key === this.drawn) return this.canvas;
    this.drawn = key;
    const context = prepare(this.canvas, width, height);
    const { x0, x1, y0, y1, columns, rows } = terrain;
    const pixel = (u, v) => {
      const x = x0 + (u / (columns - 1)) * (x1 - x0);
      return projection.project(x, y0 + (v / (rows - 1)) * (y1 - y0));
    };
    const lines = new Path2D();
    const { start, size, count } = levelsOf(terrain);
    const levels = { start: start - count * size, size, count: 3 * count };
    isolines(this.heights(place, terrain), columns, levels, (u0, v0, u1, v1) => {
      lines.moveTo(...pixel(u0, v0));
      lines.lineTo(...pixel(u1, v1));
    });
    // Lines as thin as the screen can draw take a tenth of the time of any wider ones: where its
    // pixels are small, several beside each other.
    const hair = 1 / sharpness();
    Object.assign(context, { lineCap: "butt", lineWidth: hair, strokeStyle: theme.text });
    for (let wide = 0; wide < 1; wide += hair) {
      context.stroke(lines);
      context.translate(hair, hair);
    }
    return this.canvas;
  }
}

/** The height to draw for a loss, mirrored below the lowest of the map: a batch may lie deeper. */
function height(terrain, loss) {
  const { low } = terrain;
  return terrain.log && loss < low ? -terrain.height(2 * low - loss) : terrain.height(loss);
}

/** The cell that a place of a grid is in, and how far in it. */
function cell(place, count) {
  const low = Math.min(Math.floor(place), count - 2);
  return [low, place - low];
}
