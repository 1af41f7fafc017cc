// What moves on a map: paths with their heads, and the marks that say what happened on the way.

import { scaledDash, strokes } from "./canvas.js";
import { stepAt } from "./clock.js";
import { drawArrow } from "./draw_arrow.js";
import { clamp, clipSegment, interpolate, pointAt, vertex } from "./screen_path.js";
import { drawCross, traceStar, traceSymbol } from "./symbols.js";

/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("./screen_path.js").Point} Point */
/** @typedef {import("./screen_path.js").Projection} Projection */
/** @typedef {import("./screen_path.js").ScreenPath} ScreenPath */
/** @typedef {import("./theme.js").Theme} Theme */

/**
 * Where to draw, and how: what all that is drawn in one panel has in common.
 * @typedef {object} Panel
 * @property {CanvasRenderingContext2D} context
 * @property {Projection} projection
 * @property {Theme} theme
 * @property {number} width
 * @property {number} height
 * @property {[left: number, top: number, width: number][]} labels where something is written already
 */

const HIDDEN = 0.32; // opacity of what is behind a ridge
const FAINT = 0.25; // opacity of the others while the person points at one run
const TICKS_APART = 12; // pixels between marks of clipping

/**
 * Draw a path up to a time: a halo that lifts it off the map, then the line in its dashes.
 * @param {Panel} panel @param {Run} run @param {ScreenPath} drawn @param {number} time
 * @param {boolean} faint
 */
export function drawPath({ context, projection, theme }, run, drawn, time, faint) {
  const { seen, covered } = lines(run, drawn, projection, time);
  context.globalAlpha = faint ? FAINT : 1;
  context.setLineDash([]);
  strokes(context, seen, [[4.4 * theme.scale, theme.halo]]);
  context.setLineDash(scaledDash(run.style.dash, theme.scale));
  strokes(context, seen, [[2.2 * theme.scale, run.color]]);
  context.globalAlpha *= HIDDEN;
  strokes(context, covered, [[1.8 * theme.scale, run.color]]);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/**
 * The seen and the hidden part of a path up to a time.
 * @param {Run} run @param {ScreenPath} drawn @param {Projection} projection @param {number} time
 */
function lines({ path }, drawn, projection, time) {
  const [seen, covered] = [new Path2D(), new Path2D()];
  const step = Math.min(stepAt(time), path.last);
  const count = drawn.upTo[step];
  for (let k = 0; k < count; k++) {
    const line = drawn.hidden[k] ? covered : seen;
    const turned = k && !drawn.lifted[k] && drawn.hidden[k] !== drawn.hidden[k - 1];
    if (turned) line.moveTo(drawn.x[k - 1], drawn.y[k - 1]);
    line[drawn.lifted[k] ? "moveTo" : "lineTo"](drawn.x[k], drawn.y[k]);
  }
  const from = vertex(path, step);
  const to = pointAt(path, time);
  const part = clipSegment(from, to, projection.reach);
  if (!part) return { seen, covered };
  const line = projection.hides?.(...to) ? covered : seen;
  line.moveTo(...projection.project(...interpolate(from, to, part[0])));
  line.lineTo(...projection.project(...interpolate(from, to, part[1])));
  if (part[0] === 0 && count && line === seen) line.lineTo(drawn.x[count - 1], drawn.y[count - 1]);
  return { seen, covered };
}

/**
 * Draw where a run is: its symbol, a cross where it overflowed, an arrow where it left the map.
 * @param {Panel} panel @param {Run} run @param {number} time
 */
export function drawHead(panel, run, time) {
  const { context, projection, theme } = panel;
  const point = pointAt(run.path, time);
  const stopped = run.overflowed && time >= run.path.last;
  const edge = clamp(point, projection.window);
  if (edge.some((v, i) => v !== point[i])) {
    drawArrow(panel, run.color, point, edge, stopped);
    return;
  }
  const [x, y] = projection.project(...edge);
  context.globalAlpha = projection.hides?.(...point) ? 0.55 : 1;
  context.lineWidth = 1.6;
  context.strokeStyle = theme.background;
  context.fillStyle = run.color;
  traceSymbol(context, run.style.marker, x, y, 5 * theme.scale);
  context.fill();
  context.stroke();
  if (stopped) drawCross(context, x, y, theme, 6.5 * theme.scale);
  context.globalAlpha = 1;
}

/**
 * Draw small bars across a path where clipping shortened the step.
 * @param {Panel} panel @param {Run} run @param {number} time @param {boolean} faint
 */
export function drawClipping({ context, projection, theme }, run, time, faint) {
  const { path, clipped, color } = run;
  context.globalAlpha = faint ? FAINT : 1;
  context.lineCap = "butt";
  let [lastX, lastY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const step of clipped) {
    if (step > time || step > path.last) break;
    const [from, to] = [vertex(path, step - 1), vertex(path, step)];
    if (!clipSegment(to, to, projection.window)) continue;
    const [x, y] = projection.project(...to);
    if (Math.hypot(x - lastX, y - lastY) < TICKS_APART * theme.scale) continue;
    [lastX, lastY] = [x, y];
    const [u, v] = projection.project(...from);
    const angle = Math.atan2(y - v, x - u) + Math.PI / 2;
    const arm = 4.5 * theme.scale;
    const [dx, dy] = [arm * Math.cos(angle), arm * Math.sin(angle)];
    strokes(context, new Path2D(`M${x - dx} ${y - dy}L${x + dx} ${y + dy}`), [
      [4 * theme.scale, theme.halo],
      [1.8 * theme.scale, color],
    ]);
  }
  context.lineCap = "round";
  context.globalAlpha = 1;
}

/** Draw stars at the known minima. @param {Panel} panel @param {Point[]} minima */
export function drawMinima({ context, projection, theme }, minima) {
  for (const minimum of minima) {
    if (!clipSegment(minimum, minimum, projection.reach)) continue;
    const [x, y] = projection.project(...minimum);
    context.globalAlpha = projection.hides?.(...minimum) ? HIDDEN : 1;
    traceStar(context, x, y, 8 * theme.scale);
    context.lineWidth = 3;
    context.strokeStyle = theme.halo;
    context.stroke();
    context.fillStyle = theme.dark ? "#ffd76a" : "#b7791f";
    context.fill();
  }
  context.globalAlpha = 1;
}

/** Draw a ring where a run was at a step. @param {Panel} panel @param {Run} run @param {number} step */
export function drawRing({ context, projection, theme }, { path, color }, step) {
  const [x, y] = projection.project(...pointAt(path, step));
  const ring = new Path2D();
  ring.arc(x, y, 7 * theme.scale, 0, 2 * Math.PI);
  strokes(context, ring, [
    [4 * theme.scale, theme.halo],
    [2 * theme.scale, color],
  ]);
}
