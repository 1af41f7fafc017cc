// What is drawn over the colours of a map: dark lines with a light halo, which stand out on any of them.

/** @typedef {[px: number, py: number]} Pixel */
/** @typedef {(x: number, y: number) => Pixel} At where a point of the plane is on the plot */
/** @typedef {{x: ArrayLike<number>, y: ArrayLike<number>}} Points */

const DARK = "#111111";
const LIGHT = "#ffffff";
const MOST_BEADS = 60; // the first steps are dots

/** @param {CanvasRenderingContext2D} context @param {Points} path @param {At} at */
export function drawPath(context, { x, y }, at) {
  context.beginPath();
  for (let i = 0; i < x.length; i++) context.lineTo(...at(x[i], y[i]));
  context.lineJoin = "round";
  stroke(context, LIGHT, 4.5);
  stroke(context, DARK, 1.8);
  const last = x.length - 1;
  for (let i = 0; i < Math.min(last, MOST_BEADS); i++) drawDot(context, at(x[i], y[i]), 1.8, false);
  drawDot(context, at(x[last], y[last]), 4);
}

/**
 * A cross at each minimum that is marked, with its number where there are few.
 * @param {CanvasRenderingContext2D} context @param {import("./maps.js").Maps} maps
 * @param {{at: At, wide: number, font: string}} plot
 */
export function drawMinima(context, { minima, marked, numbered }, { at, wide, font }) {
  context.font = `600 13px ${font}`;
  context.textBaseline = "middle";
  const arm = numbered.length ? 4 : 2.2;
  for (const k of marked) {
    const [px, py] = at(...minima[k]);
    context.beginPath();
    for (const up of [-arm, arm]) {
      context.moveTo(px - arm, py - up);
      context.lineTo(px + arm, py + up);
    }
    stroke(context, LIGHT, arm + 1);
    stroke(context, DARK, arm / 2);
    if (!numbered.includes(k)) continue;
    const right = px + 22 < wide;
    const left = px + (right ? 8 : -8);
    context.textAlign = right ? "left" : "right";
    context.strokeStyle = LIGHT;
    context.lineWidth = 3.5;
    context.strokeText(String(k + 1), left, py);
    context.fillStyle = DARK;
    context.fillText(String(k + 1), left, py);
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {import("./maps.js").Cell} cell @param {number} size
 * @param {number} wide
 */
export function drawCursor(context, { row, column }, size, wide) {
  const step = wide / size;
  const [px, py] = [(column + 0.5) * step, wide - (row + 0.5) * step];
  const half = Math.max(step / 2, 4);
  context.beginPath();
  for (const [from, to] of [
    [-14, -half],
    [half, 14],
  ]) {
    context.moveTo(px + from, py);
    context.lineTo(px + to, py);
    context.moveTo(px, py + from);
    context.lineTo(px, py + to);
  }
  context.rect(px - half, py - half, 2 * half, 2 * half);
  stroke(context, LIGHT, 3.5);
  stroke(context, DARK, 1.5);
}

/**
 * @param {CanvasRenderingContext2D} context @param {Pixel} pixel @param {number} radius @param {boolean} halo
 */
export function drawDot(context, [px, py], radius, halo = true) {
  context.beginPath();
  context.arc(px, py, radius, 0, 2 * Math.PI);
  context.fillStyle = DARK;
  context.fill();
  if (halo) stroke(context, LIGHT, 1.5);
}

/** @param {CanvasRenderingContext2D} context @param {string} color @param {number} width */
function stroke(context, color, width) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}
