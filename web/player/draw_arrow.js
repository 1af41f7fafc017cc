// An arrow at a panel's edge, towards a run beyond it, and how far beyond it is.

import { short } from "../common/format.js";
import { distance } from "./screen_path.js";
import { drawCross } from "./symbols.js";

/** @typedef {import("./draw_runs.js").Panel} Panel */
/** @typedef {import("./screen_path.js").Point} Point */

const LETTERS = 11; // pixels of height
const LINE = 13; // that a written line takes, and no other may

/**
 * @param {Panel} panel @param {string} color @param {Point} point
 * @param {Point} edge the nearest point of the panel @param {boolean} stopped
 */
export function drawArrow(panel, color, point, edge, stopped) {
  const { context, projection, theme } = panel;
  const [x, y] = projection.project(...edge);
  const [u, v] = projection.project(...beyond(point, edge, projection.window));
  const angle = Math.atan2(v - y, u - x);
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.scale(theme.scale, theme.scale);
  const arrow = new Path2D("M-1 0L-13 -7L-10 0L-13 7Z");
  context.lineWidth = 3.5;
  context.strokeStyle = theme.halo;
  context.stroke(arrow);
  context.fillStyle = color;
  context.fill(arrow);
  context.restore();
  const away = distance(point, projection.window);
  const text = away > 0 ? `→ ${short(away, 2)}` : "↑";
  drawLabel(panel, { text, x, y, angle, color, stopped });
}

/**
 * A point just outside of a box, in the direction in which another one is far away.
 * @param {Point} point @param {Point} edge @param {import("./screen_path.js").Box} box
 * @returns {Point}
 */
function beyond(point, edge, { low, high }) {
  const size = low.map((l, i) => (Number.isFinite(high[i] - l) ? high[i] - l : 1));
  const away = point.map((v, i) => (v - edge[i]) / size[i]);
  const most = Math.max(...away.map(Math.abs));
  /** @param {number} i */
  const at = (i) => edge[i] + (0.02 * size[i] * away[i]) / most;
  return [at(0), at(1), at(2)];
}

/**
 * Write beside an arrow, inside of the panel, clear of what was written there before.
 * @param {Panel} panel
 * @param {{text: string, x: number, y: number, angle: number, color: string, stopped: boolean}} about
 */
function drawLabel(panel, { text, x, y, angle, color, stopped }) {
  const { context, theme, labels } = panel;
  const { scale } = theme;
  context.font = `600 ${LETTERS * scale}px ${theme.font}`;
  const cross = stopped ? 15 * scale : 0;
  const width = context.measureText(text).width + cross;
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const aside = x - 18 * scale * dx - (width * (1 + dx)) / 2;
  const left = Math.min(Math.max(aside, 4), panel.width - width - 4);
  let top = Math.min(Math.max(y - 22 * scale * dy, 10 * scale), panel.height - 10 * scale);
  /** @param {Panel["labels"][number]} label */
  const clashes = ([l, t, w]) => Math.abs(t - top) < LINE * scale && l < left + width + 4 && left < l + w + 4;
  const down = (top < panel.height / 2 ? 1 : -1) * (LINE + 1) * scale;
  while (labels.some(clashes)) top += down;
  labels.push([left, top, width]);
  if (stopped) drawCross(context, left + 5 * scale, top, theme, 4 * scale);
  context.textBaseline = "middle";
  context.lineWidth = 3.5 * scale;
  context.strokeStyle = theme.halo;
  context.strokeText(text, left + cross, top);
  context.fillStyle = color;
  context.fillText(text, left + cross, top);
}
