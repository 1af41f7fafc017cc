// What moves on a map: paths with their heads, and the marks that say what happened on the way.

import { short } from "../common/format.js";
import { addStar, addSymbol } from "./symbols.js";
import { between, clamp, cut, distance, pointAt, vertex } from "./screen_path.js";

const HIDDEN = 0.32; // opacity of what is behind a ridge
const FAINT = 0.25; // opacity of the others while the person points at one run
const TICKS_APART = 12; // pixels between marks of clipping

let least = 1;

/** How many pixels a canvas has for one of the page. */
export function sharpness() {
  return Math.max(window.devicePixelRatio || 1, least);
}

/** Let canvases have at least so many, whatever the screen has: for a picture to take away. */
export function sharpen(ratio) {
  least = ratio;
}

/** Fit a canvas to its place and the screen's pixels; clear it. */
export function prepare(canvas, width, height) {
  const ratio = sharpness();
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.lineJoin = context.lineCap = "round";
  return context;
}

/**
 * Draw a path up to a time: a halo that lifts it off the map, then the line in its dashes.
 * @param {CanvasRenderingContext2D} context
 * @param {{path: object, trace: import("./screen_path.js").Trace, style: object, color: string}} run
 */
export function drawPath(context, run, projection, time, theme, faint = false) {
  const [seen, covered] = lines(run, projection, time);
  context.globalAlpha = faint ? FAINT : 1;
  context.strokeStyle = theme.halo;
  context.lineWidth = 4.4 * theme.scale;
  context.setLineDash([]);
  context.stroke(seen);
  context.strokeStyle = run.color;
  context.lineWidth = 2.2 * theme.scale;
  context.setLineDash(enlarged(run.style.dash, theme.scale));
  context.stroke(seen);
  if (covered) {
    context.globalAlpha *= HIDDEN;
    context.lineWidth = 1.8 * theme.scale;
    context.stroke(covered);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The dashes of a line that is drawn so much thicker. */
export function enlarged(dash, scale) {
  return dash.map((length) => length * scale);
}

/** The seen and the hidden part of a path up to a time. */
function lines({ path, trace }, projection, time) {
  const seen = new Path2D();
  const covered = projection.hides ? new Path2D() : null;
  const step = Math.min(Math.floor(time + 1e-9), path.last);
  const count = trace.upTo[step];
  for (let k = 0; k < count; k++) {
    const line = trace.hidden[k] ? covered : seen;
    const turned = k && !trace.lifted[k] && trace.hidden[k] !== trace.hidden[k - 1];
    if (turned) line.moveTo(trace.x[k - 1], trace.y[k - 1]);
    line[trace.lifted[k] ? "moveTo" : "lineTo"](trace.x[k], trace.y[k]);
  }
  const from = vertex(path, step);
  const to = pointAt(path, time);
  const part = cut(from, to, projection.reach);
  if (!part) return [seen, covered];
  const line = projection.hides?.(...to) ? covered : seen;
  line.moveTo(...projection.project(...between(from, to, part[0])));
  line.lineTo(...projection.project(...between(from, to, part[1])));
  if (part[0] === 0 && count && line === seen) line.lineTo(trace.x[count - 1], trace.y[count - 1]);
  return [seen, covered];
}

/** Draw where a run is: its symbol, a cross where it overflowed, an arrow where it left the map. */
export function drawHead(context, run, projection, time, theme, taken) {
  const { path, style, color } = run;
  const point = pointAt(path, time);
  const stopped = path.last < path.steps && time >= path.last;
  const edge = clamp(point, projection.window);
  const outside = edge.some((v, i) => v !== point[i]);
  const [x, y] = projection.project(...edge);
  if (outside) {
    drawArrow(context, run, projection, point, edge, theme, stopped, taken);
    return;
  }
  context.globalAlpha = projection.hides?.(...point) ? 0.55 : 1;
  context.lineWidth = 1.6;
  context.strokeStyle = theme.background;
  context.fillStyle = color;
  addSymbol(context, style.marker, x, y, 5 * theme.scale);
  context.fill();
  context.stroke();
  if (stopped) drawCross(context, x, y, theme);
  context.globalAlpha = 1;
}

function drawCross(context, x, y, theme, r = 6.5 * theme.scale) {
  const arms = new Path2D(`M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`);
  for (const [width, color] of [
    [r / 2 + 2, theme.halo],
    [r / 4 + 1, theme.dark ? "#ff6b6b" : "#c81e1e"],
  ]) {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke(arms);
  }
}

/** An arrow at the panel's edge, towards a point beyond it, with how far beyond it is. */
function drawArrow(context, { color }, projection, point, edge, theme, stopped, taken) {
  const [x, y] = projection.project(...edge);
  const [u, v] = projection.project(...beyond(point, edge, projection.window));
  const angle = Math.atan2(v - y, u - x);
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.scale(theme.scale, theme.scale);
  context.beginPath();
  context.moveTo(-1, 0);
  context.lineTo(-13, -7);
  context.lineTo(-10, 0);
  context.lineTo(-13, 7);
  context.closePath();
  context.lineWidth = 3.5;
  context.strokeStyle = theme.halo;
  context.stroke();
  context.fillStyle = color;
  context.fill();
  context.restore();
  const away = distance(point, projection.window);
  const text = away > 0 ? `→ ${short(away, 2)}` : "↑";
  drawLabel(context, { text, x, y, angle, color, stopped }, theme, taken);
}

/** A point just outside of a box, in the direction in which another one is far away. */
function beyond(point, edge, { low, high }) {
  const size = low.map((l, i) => (Number.isFinite(high[i] - l) ? high[i] - l : 1));
  const away = point.map((v, i) => (v - edge[i]) / size[i]);
  const most = Math.max(...away.map(Math.abs));
  return edge.map((v, i) => v + (0.02 * size[i] * away[i]) / most);
}

/** Write beside an arrow, inside of the panel, clear of what was written there before. */
function drawLabel(context, { text, x, y, angle, color, stopped }, theme, taken) {
  const { scale } = theme;
  context.font = `600 ${11 * scale}px ${theme.font}`;
  const cross = stopped ? 15 * scale : 0;
  const width = context.measureText(text).width + cross;
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const aside = x - 18 * scale * dx - (width * (1 + dx)) / 2;
  const left = Math.min(Math.max(aside, 4), taken.width - width - 4);
  let top = Math.min(Math.max(y - 22 * scale * dy, 10 * scale), taken.height - 10 * scale);
  const clash = ([l, t, w]) => Math.abs(t - top) < 13 * scale && l < left + width + 4 && left < l + w + 4;
  const down = top < taken.height / 2 ? 14 * scale : -14 * scale;
  while (taken.labels.some(clash)) top += down;
  taken.labels.push([left, top, width]);
  if (stopped) drawCross(context, left + 5 * scale, top, theme, 4 * scale);
  context.textBaseline = "middle";
  context.lineWidth = 3.5 * scale;
  context.strokeStyle = theme.halo;
  context.strokeText(text, left + cross, top);
  context.fillStyle = color;
  context.fillText(text, left + cross, top);
}

/** Small bars across a path where clipping shortened the step. */
export function drawClipping(context, run, projection, time, theme, faint = false) {
  const { path, clipped, color } = run;
  context.globalAlpha = faint ? FAINT : 1;
  context.lineCap = "butt";
  let [lastX, lastY] = [-Infinity, -Infinity];
  for (const step of clipped) {
    if (step > time || step > path.last) break;
    const [from, to] = [vertex(path, step - 1), vertex(path, step)];
    if (!cut(to, to, projection.window)) continue;
    const [x, y] = projection.project(...to);
    if (Math.hypot(x - lastX, y - lastY) < TICKS_APART * theme.scale) continue;
    [lastX, lastY] = [x, y];
    const [u, v] = projection.project(...from);
    const angle = Math.atan2(y - v, x - u) + Math.PI / 2;
    const arm = 4.5 * theme.scale;
    const [dx, dy] = [arm * Math.cos(angle), arm * Math.sin(angle)];
    const bar = new Path2D(`M${x - dx} ${y - dy}L${x + dx} ${y + dy}`);
    for (const [width, stroke] of [
      [4, theme.halo],
      [1.8, color],
    ]) {
      context.lineWidth = width * theme.scale;
      context.strokeStyle = stroke;
      context.stroke(bar);
    }
  }
  context.lineCap = "round";
  context.globalAlpha = 1;
}

/** Stars at the known minima. */
export function drawMinima(context, minima, projection, theme) {
  for (const minimum of minima) {
    if (!cut(minimum, minimum, projection.reach)) continue;
    const [x, y] = projection.project(...minimum);
    context.globalAlpha = projection.hides?.(...minimum) ? HIDDEN : 1;
    addStar(context, x, y, 8 * theme.scale);
    context.lineWidth = 3;
    context.strokeStyle = theme.halo;
    context.stroke();
    context.fillStyle = theme.dark ? "#ffd76a" : "#b7791f";
    context.fill();
  }
  context.globalAlpha = 1;
}
