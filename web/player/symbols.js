// The symbols that tell runs apart, under Plotly's names, as canvas paths of equal weight.

import { contextOf } from "../common/dom.js";
import { strokes } from "./canvas.js";

/** @typedef {{dash: number[], marker: string}} LineStyle */

const TAU = 2 * Math.PI;
const SHARP = 3; // times as many pixels as usual: large type shows a swatch so much larger

/** Corners on the unit circle's scale. @type {Record<string, [number, number][]>} */
const SHAPES = {
  square: corners(4, TAU / 8, 1.2),
  "triangle-up": corners(3, -TAU / 4, 1.35),
  diamond: corners(4, 0, 1.3),
  cross: plus(0),
  x: plus(TAU / 8),
};

/** @param {number} count @param {number} turn @param {number} radius @returns {[number, number][]} */
function corners(count, turn, radius) {
  return Array.from({ length: count }, (_, k) => {
    const angle = turn + (k * TAU) / count;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** @param {number} turn @returns {[number, number][]} */
function plus(turn) {
  const [long, thin] = [1.3, 0.45];
  const arm = [
    [thin, -thin],
    [long, -thin],
    [long, thin],
  ];
  return [0, 1, 2, 3].flatMap((k) => {
    const [c, s] = [Math.cos(turn + (k * TAU) / 4), Math.sin(turn + (k * TAU) / 4)];
    return arm.map(([x, y]) => /** @type {[number, number]} */ ([x * c - y * s, x * s + y * c]));
  });
}

/**
 * Make a symbol of about this radius the current path.
 * @param {CanvasRenderingContext2D} context @param {string} name
 * @param {number} x @param {number} y @param {number} radius
 */
export function traceSymbol(context, name, x, y, radius) {
  const shape = SHAPES[name];
  context.beginPath();
  if (!shape) {
    context.arc(x, y, radius, 0, TAU);
    return;
  }
  for (const [u, v] of shape) context.lineTo(x + radius * u, y + radius * v);
  context.closePath();
}

/**
 * Make a five-pointed star, a known minimum, the current path.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius
 */
export function traceStar(context, x, y, radius) {
  context.beginPath();
  for (let k = 0; k < 10; k++) {
    const r = k % 2 ? radius * 0.42 : radius;
    const angle = (k * TAU) / 10 - TAU / 4;
    context[k ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  context.closePath();
}

/**
 * Draw the mark of a run that overflowed.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y
 * @param {{halo: string, overflow: string}} theme @param {number} r
 */
export function drawCross(context, x, y, theme, r) {
  const arms = new Path2D(`M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`);
  strokes(context, arms, [
    [r / 2 + 2, theme.halo],
    [r / 4 + 1, theme.overflow],
  ]);
}

/** Pictures already drawn, by what they show. @type {Map<string, string>} */
const swatches = new Map();

/**
 * A small picture of a run's line and symbol, for titles and legends.
 * @param {LineStyle} style @param {string} color
 */
export function swatch(style, color) {
  const image = document.createElement("img");
  image.className = "player-swatch";
  image.alt = "";
  const key = [color, style.dash, style.marker, window.devicePixelRatio].join("|");
  const drawn = swatches.get(key) ?? drawSwatch(style, color);
  swatches.set(key, drawn);
  image.src = drawn;
  return image;
}

/** @param {LineStyle} style @param {string} color */
function drawSwatch(style, color) {
  const canvas = document.createElement("canvas");
  const [width, height, ratio] = [30, 14, SHARP * (window.devicePixelRatio || 1)];
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  const context = contextOf(canvas);
  context.scale(ratio, ratio);
  Object.assign(context, { strokeStyle: color, fillStyle: color, lineWidth: 2 });
  context.setLineDash(style.dash);
  context.beginPath();
  context.moveTo(1, height / 2);
  context.lineTo(width - 1, height / 2);
  context.stroke();
  traceSymbol(context, style.marker, width / 2, height / 2, 4);
  context.fill();
  return canvas.toDataURL();
}
