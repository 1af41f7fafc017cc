// One map: a picture with a colour for each start, axes, and what is drawn over it.

import { ticks } from "./ticks.js";
import { short } from "../common/format.js";

const FAR = 1e5; // pixels: where a path that leaves is cut
const STRIPES = 40; // stripes across a map

export class MapCanvas {
  /** @param {HTMLElement} parent @param {number} number */
  constructor(parent, number) {
    this.element = parent.appendChild(document.createElement("figure"));
    this.element.className = "maps-map";
    this.element.dataset.map = number;
    this.number = number;
    this.element.innerHTML =
      '<figcaption></figcaption><div class="maps-frame">' +
      '<div class="maps-plot" tabindex="0" role="application"><canvas></canvas><canvas></canvas></div>' +
      '<div class="maps-ticks" data-axis="x" aria-hidden="true"></div>' +
      '<div class="maps-ticks" data-axis="y" aria-hidden="true"></div></div>';
    this.caption = this.element.querySelector("figcaption");
    this.plot = this.element.querySelector(".maps-plot");
    [this.picture, this.ink] = this.plot.querySelectorAll("canvas");
  }

  /** @param {object} maps what all maps share @param {object} facts what became of each start */
  receive(maps, facts) {
    this.maps = maps;
    this.facts = facts;
    this.caption.textContent = facts.name;
    const keys = "Arrow keys move the cursor, with Shift faster.";
    const more = facts.picks ? " Enter shows the path from there, Enter again opens its race." : "";
    this.plot.setAttribute("aria-label", `Map of starts for ${facts.name}. ${keys}${more}`);
    this.label("x", 0);
    this.label("y", 1);
  }

  label(axis, i) {
    const { low, high } = this.maps;
    const marks = ticks(low[i], high[i], 6).map((value) => {
      const mark = Object.assign(document.createElement("span"), { textContent: short(value, 4) });
      mark.style.setProperty("--at", `${(100 * (value - low[i])) / (high[i] - low[i])}%`);
      return mark;
    });
    this.element.querySelector(`[data-axis="${axis}"]`).replaceChildren(...marks);
  }

  /** Colour every start. */
  paint(show) {
    const { size, paints } = this.maps;
    const { label, ending, shade } = this.facts;
    const palettes = Object.fromEntries(
      Object.entries(paints).map(([name, all]) => [name, all.map((pair) => pair.map(packed))]),
    );
    this.picture.width = this.picture.height = size;
    const context = this.picture.getContext("2d");
    const image = context.createImageData(size, size);
    const out = new Uint32Array(image.data.buffer);
    const period = Math.max(4, Math.round(size / STRIPES));
    for (let row = 0, i = 0; row < size; row++) {
      for (let column = 0; column < size; column++, i++) {
        let paint;
        if (show === "outcome" || !label[i]) paint = palettes.outcome[ending[i]];
        else if (show === "steps") paint = palettes.steps[shade[i]];
        else paint = palettes.minimum[label[i] - 1];
        const striped = paint[1] && (row + column) % period < period / 2;
        out[(size - 1 - row) * size + column] = paint[striped ? 1 : 0];
      }
    }
    context.putImageData(image, 0, 0);
  }

  /** Draw what lies over the picture: minima, the path from the start picked, the cursor. */
  draw({ cursor, picked, path, dark }) {
    const { clientWidth: wide } = this.plot;
    const scale = window.devicePixelRatio || 1;
    const pixels = Math.round(wide * scale);
    if (this.ink.width !== pixels) this.ink.width = this.ink.height = pixels;
    const context = this.ink.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, wide, wide);
    if (path) this.trace(context, path);
    this.marks(context);
    if (picked) dot(context, this.at(picked[0], picked[1]), 5);
    if (cursor) this.cross(context, cursor, dark);
  }

  /** Where a point of the plane is on the plot, in pixels of the page. */
  at(x, y) {
    const { low, high } = this.maps;
    const wide = this.plot.clientWidth;
    const place = (value, i) => ((value - low[i]) / (high[i] - low[i])) * wide;
    const cut = (pixel) => Math.min(Math.max(pixel, -FAR), FAR);
    return [cut(place(x, 0)), cut(wide - place(y, 1))];
  }

  trace(context, { x, y }) {
    context.beginPath();
    for (let i = 0; i < x.length; i++) context.lineTo(...this.at(x[i], y[i]));
    context.lineJoin = "round";
    stroke(context, "#ffffff", 4.5);
    stroke(context, "#111111", 1.8);
    const last = this.at(x[x.length - 1], y[y.length - 1]);
    const beads = Math.min(x.length - 1, 60);
    for (let i = 0; i < beads; i++) dot(context, this.at(x[i], y[i]), 1.8, "#111111", null);
    dot(context, last, 4, "#111111");
  }

  marks(context) {
    const { minima, marked, numbered } = this.maps;
    context.font = `600 13px ${getComputedStyle(this.plot).fontFamily}`;
    context.textBaseline = "middle";
    const arm = numbered.length ? 4 : 2.2;
    for (const k of marked) {
      const [px, py] = this.at(...minima[k]);
      context.beginPath();
      for (const up of [-arm, arm]) {
        context.moveTo(px - arm, py - up);
        context.lineTo(px + arm, py + up);
      }
      stroke(context, "#ffffff", arm + 1);
      stroke(context, "#111111", arm / 2);
      if (!numbered.includes(k)) continue;
      const right = px + 22 < this.plot.clientWidth;
      context.textAlign = right ? "left" : "right";
      context.strokeStyle = "#ffffff";
      context.lineWidth = 3.5;
      context.strokeText(k + 1, px + (right ? 8 : -8), py);
      context.fillStyle = "#111111";
      context.fillText(k + 1, px + (right ? 8 : -8), py);
    }
  }

  cross(context, { row, column }) {
    const { size } = this.maps;
    const wide = this.plot.clientWidth;
    const step = wide / size;
    const [px, py] = [(column + 0.5) * step, wide - (row + 0.5) * step];
    const half = Math.max(step / 2, 4);
    context.beginPath();
    for (const [from, to] of [[-14, -half], [half, 14]]) {
      context.moveTo(px + from, py);
      context.lineTo(px + to, py);
      context.moveTo(px, py + from);
      context.lineTo(px, py + to);
    }
    context.rect(px - half, py - half, 2 * half, 2 * half);
    stroke(context, "#ffffff", 3.5);
    stroke(context, "#111111", 1.5);
  }

  /** What became of a start, in words. */
  told({ row, column }) {
    const { size, minima, words } = this.maps;
    const { label, arrived, ending, loss } = this.facts;
    const i = row * size + column;
    const height = `loss ${short(loss[i], 2)}`;
    if (!label[i]) return `${words[ending[i]]}${loss[i] > 3.4e38 ? "" : `, ${height}`}`;
    const [x, y] = minima[label[i] - 1];
    const when = arrived[i] === 2 ? "after 1 step" : `after ${arrived[i] - 1} steps`;
    return `minimum ${label[i]} at (${short(x)}, ${short(y)}), ${when}, ${height}`;
  }

  /** The colour of a start as it is shown. */
  color({ row, column }, show) {
    const i = row * this.maps.size + column;
    const { label, ending, shade } = this.facts;
    const { paints } = this.maps;
    if (show === "outcome" || !label[i]) return paints.outcome[ending[i]][0];
    return (show === "steps" ? paints.steps[shade[i]] : paints.minimum[label[i] - 1])[0];
  }
}

/** A colour as the four bytes of a pixel; nothing for none. */
function packed(color) {
  if (!color) return 0;
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

function stroke(context, color, width) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}

function dot(context, [px, py], radius, color = "#111111", halo = "#ffffff") {
  context.beginPath();
  context.arc(px, py, radius, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  if (halo) stroke(context, halo, 1.5);
}
