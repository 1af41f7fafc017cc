// Canvases that are as sharp as the screen.

import { contextOf } from "../common/dom.js";

let least = 1;

/** How many pixels a canvas has for one of the page. */
export function pixelRatio() {
  return Math.max(window.devicePixelRatio || 1, least);
}

/**
 * Let canvases have at least so many, whatever the screen has: for a picture to take away.
 * @param {number} ratio
 */
export function setLeastPixelRatio(ratio) {
  least = ratio;
}

/**
 * Fit a canvas to its place and the screen's pixels; clear it.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 */
export function fitCanvas(canvas, width, height) {
  const ratio = pixelRatio();
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.lineJoin = "round";
  context.lineCap = "round";
  return context;
}

/** The dashes of a line that is drawn so much thicker. @param {number[]} dash @param {number} scale */
export function scaledDash(dash, scale) {
  return dash.map((length) => length * scale);
}

/**
 * Stroke something twice: a wide halo below, the line on it.
 * @param {CanvasRenderingContext2D} context @param {Path2D} path
 * @param {[width: number, color: string][]} strokes
 */
export function strokes(context, path, strokes) {
  for (const [width, color] of strokes) {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke(path);
  }
}
