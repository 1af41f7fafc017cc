// The curves of a chart on a canvas, with their marks and the runs' symbols.

import { fitCanvas, scaledDash } from "./canvas.js";
import { traceSymbol } from "./symbols.js";

/** @typedef {import("./chart_geometry.js").ChartGeometry} ChartGeometry */
/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("./theme.js").Theme} Theme */

const FAINT = 0.25; // opacity of the others, while the person points at one run
const TICKS_APART = 12;

/**
 * What all that is drawn in one chart has in common.
 * @typedef {object} Drawing
 * @property {CanvasRenderingContext2D} context
 * @property {ChartGeometry} geometry
 * @property {Run[]} runs
 * @property {Theme} theme
 */

/**
 * Draw all curves up to a time, with their marks; the chosen one lifted out of the others.
 * @param {HTMLCanvasElement} canvas @param {Omit<Drawing, "context">} about
 * @param {{chosen?: number | null, until?: number, opacity?: number, marks?: boolean}} how
 */
export function drawCurves(
  canvas,
  about,
  { chosen = null, until = Number.POSITIVE_INFINITY, opacity = 1, marks = true },
) {
  const { geometry } = about;
  const context = fitCanvas(canvas, geometry.width, geometry.height);
  const drawing = { ...about, context };
  const { left, top, width, height } = geometry.frame;
  context.save();
  context.beginPath();
  context.rect(left - 6, top - 6, width + 12, height + 8);
  context.clip();
  for (const k of geometry.curves.shown) {
    context.globalAlpha = opacity * (chosen !== null && chosen !== k ? FAINT : 1);
    stroke(drawing, k, until);
    if (marks) drawMarks(drawing, k, until);
  }
  context.globalAlpha = 1;
  if (Number.isFinite(until)) drawRuns(drawing, until, (k) => geometry.x(k, until));
  context.restore();
}

/**
 * Draw the symbols of the runs that are still under way at a time.
 * @param {Drawing} drawing @param {number} time @param {(k: number) => number} x
 */
export function drawRuns(drawing, time, x) {
  const { geometry } = drawing;
  for (const k of geometry.curves.shown) {
    if (time <= geometry.curves.last(k)) drawSymbol(drawing, k, x(k), geometry.curveAt(k, time));
  }
}

/** @param {Drawing} drawing @param {number} k @param {number} until */
function stroke({ context, geometry, runs, theme }, k, until) {
  const { curves, frame } = geometry;
  const values = curves.values[k];
  // Where several steps share a pixel, drawing each of them shows nothing more.
  const stride = Math.max(1, Math.floor(values.length / (2 * frame.width)));
  const last = Math.min(curves.last(k), until);
  context.beginPath();
  for (let step = curves.offset; step < last; step += stride) {
    context.lineTo(geometry.x(k, step), geometry.y(values[step - curves.offset]));
  }
  context.lineTo(geometry.x(k, last), geometry.curveAt(k, last));
  context.strokeStyle = runs[k].color;
  context.lineWidth = 1.8 * theme.scale;
  context.setLineDash(scaledDash(runs[k].style.dash, theme.scale));
  context.stroke();
  context.setLineDash([]);
}

/**
 * Bars where clipping acted, and a cross where a run overflowed.
 * @param {Drawing} drawing @param {number} k @param {number} until
 */
function drawMarks(drawing, k, until) {
  const { context, geometry, runs, theme } = drawing;
  const { clipped, color, overflowed } = runs[k];
  const last = geometry.curves.last(k);
  context.fillStyle = color;
  let before = Number.NEGATIVE_INFINITY;
  for (const step of clipped) {
    const x = geometry.x(k, step);
    if (step > Math.min(last, until) || x - before < TICKS_APART) continue;
    before = x;
    context.fillRect(x - 0.75, geometry.y(geometry.curves.at(k, step)) - 4, 1.5, 8);
  }
  if (!overflowed || last > until) return;
  const [x, y] = [geometry.x(k, last), geometry.curveAt(k, last)];
  drawSymbol(drawing, k, x, y);
  context.strokeStyle = theme.overflow;
  context.lineWidth = 2;
  context.stroke(new Path2D(`M${x - 5} ${y - 5}l10 10m0-10l-10 10`));
}

/** @param {Drawing} drawing @param {number} k @param {number} x @param {number} y */
function drawSymbol({ context, runs, theme }, k, x, y) {
  const { style, color } = runs[k];
  context.fillStyle = color;
  context.strokeStyle = theme.background;
  context.lineWidth = 1.2;
  traceSymbol(context, style.marker, x, y, 3.6 * theme.scale);
  context.fill();
  context.stroke();
}
