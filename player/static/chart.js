// One chart over the steps: still Plotly axes, and over them the curves as far as the race has come.

import { GUTTER } from "./axes.js";
import { icon } from "./icons.js";
import { prepare } from "./ink.js";
import { STILL, bareLayout } from "./plotly.js";
import { chooseScale } from "./scale.js";
import { addSymbol } from "./symbols.js";

const TOP = 6;
const RIGHT = 10;
const FUTURE = 0.2; // opacity of what has not happened yet
const TICKS_APART = 6;

export class Chart {
  /** @param {HTMLElement} parent @param {{key: string, title: string, height: number}} about */
  constructor(parent, about) {
    Object.assign(this, about);
    this.element = parent.appendChild(document.createElement("section"));
    this.element.className = "player-chart";
    this.element.dataset.chart = this.key;
    this.element.innerHTML = `
      <button type="button" class="player-fold" aria-expanded="true">${icon("fold")}<span>${this.title}</span></button>
      <div class="player-chart-body" style="height:${this.height}px">
        <div class="player-chart-axes"></div>
        <canvas class="player-chart-future"></canvas><canvas class="player-chart-past"></canvas>
      </div>`;
    const find = (selector) => this.element.querySelector(selector);
    this.fold = find("button");
    this.body = find(".player-chart-body");
    this.figure = find(".player-chart-axes");
    [this.future, this.past] = this.element.querySelectorAll("canvas");
    this.drawn = "";
  }

  get open() {
    return this.fold.getAttribute("aria-expanded") === "true";
  }

  set open(open) {
    this.fold.setAttribute("aria-expanded", String(open));
    this.body.hidden = !open;
  }

  /** Take the curves of a race: one array a run, empty where there is nothing to show. */
  setCurves(curves, runs, steps) {
    Object.assign(this, { curves, runs, steps });
    this.element.hidden = curves.every((curve) => !curve.length);
    this.scale = chooseScale(curves.map((curve, k) => curve.subarray(0, runs[k].path.last + 1)));
    this.offset = curves.some((curve) => curve.length === steps + 1) ? 0 : 1; // rates belong to steps
  }

  async refresh(Plotly, theme, width) {
    if (!this.open || this.element.hidden || !this.scale) return;
    this.theme = theme;
    this.width = width;
    const key = JSON.stringify([this.scale.range, this.scale.axis, this.steps, width, theme.key]);
    if (key !== this.drawn) {
      this.drawn = key;
      this.Plotly = Plotly;
      await Plotly.react(this.figure, [], this.layout(theme, width), STILL);
    }
    this.drawFuture();
  }

  layout(theme, width) {
    const line = { gridcolor: theme.line, linecolor: theme.line, tickcolor: theme.line };
    const grid = { ...line, zeroline: false, showgrid: true, gridwidth: 1, griddash: "2px,3px" };
    return {
      ...bareLayout(theme, width, this.height),
      margin: { l: GUTTER.left, r: RIGHT, t: TOP, b: GUTTER.bottom },
      xaxis: { ...grid, showgrid: false, range: [0, Math.max(1, this.steps)], ticks: "outside", ticklen: 4, nticks: 8, showline: true },
      yaxis: { ...grid, range: this.scale.range, ...this.scale.axis },
    };
  }

  get frame() {
    return {
      left: GUTTER.left,
      top: TOP,
      width: this.width - GUTTER.left - RIGHT,
      height: this.height - TOP - GUTTER.bottom,
    };
  }

  x(step) {
    const { left, width } = this.frame;
    return left + (step / Math.max(1, this.steps)) * width;
  }

  y(value) {
    const { top, height } = this.frame;
    const [low, high] = this.scale.range;
    const share = (this.scale.forward(value) - low) / (high - low);
    return top + height * (1 - Math.min(Math.max(share, -0.1), 1.1));
  }

  /** The step at a place of the page's window. */
  stepAt(clientX) {
    const { left, width } = this.frame;
    const share = (clientX - this.body.getBoundingClientRect().left - left) / width;
    return Math.round(Math.min(Math.max(share, 0), 1) * this.steps);
  }

  /** The run whose curve passes closest to a place, if it is close. */
  runAt(step, clientY) {
    const y = clientY - this.body.getBoundingClientRect().top;
    let [best, least] = [null, 24];
    this.curves.forEach((curve, k) => {
      if (!curve.length) return;
      const away = Math.abs(this.y(this.valueAt(k, step)) - y);
      if (away < least) [best, least] = [k, away];
    });
    return best;
  }

  valueAt(k, step) {
    const last = Math.min(this.runs[k].path.last, this.curves[k].length - 1 + this.offset);
    return this.curves[k][Math.max(0, Math.min(step, last) - this.offset)];
  }

  drawFuture() {
    const context = this.begin(this.future);
    context.globalAlpha = FUTURE;
    this.curves.forEach((curve, k) => this.stroke(context, k, this.steps));
    context.restore();
  }

  /** Draw the curves up to a time, and the line that says where that is. */
  draw(time, pointed) {
    if (!this.open || this.element.hidden || !this.width || !this.curves) return;
    const context = this.begin(this.past);
    this.drawCursor(context, time, this.theme.muted);
    if (pointed.step !== null) this.drawCursor(context, pointed.step, this.theme.line);
    this.curves.forEach((curve, k) => {
      const faint = pointed.entrant !== null && pointed.entrant !== k;
      context.globalAlpha = faint ? 0.25 : 1;
      this.stroke(context, k, time);
    });
    context.globalAlpha = 1;
    this.curves.forEach((curve, k) => curve.length && this.drawMarks(context, k, time));
    context.restore();
  }

  begin(canvas) {
    const context = prepare(canvas, this.width, this.height);
    const { left, top, width, height } = this.frame;
    context.save();
    context.beginPath();
    context.rect(left - 6, top - 6, width + 12, height + 8);
    context.clip();
    return context;
  }

  drawCursor(context, time, color) {
    const { top, height } = this.frame;
    context.beginPath();
    context.moveTo(this.x(time), top);
    context.lineTo(this.x(time), top + height);
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.stroke();
  }

  stroke(context, k, time) {
    const curve = this.curves[k];
    if (!curve.length) return;
    const last = Math.min(this.runs[k].path.last, curve.length - 1 + this.offset);
    const until = Math.min(time, last);
    context.beginPath();
    // Where several steps share a pixel, those between its first and last show in neither.
    const stride = Math.max(1, Math.floor(curve.length / (2 * this.frame.width)));
    context.moveTo(this.x(this.offset), this.y(curve[0]));
    for (let step = this.offset + stride; step <= until; step += stride) {
      context.lineTo(this.x(step), this.y(curve[step - this.offset]));
    }
    context.lineTo(this.x(Math.max(until, this.offset)), this.valueY(k, until));
    context.strokeStyle = this.runs[k].color;
    context.lineWidth = 1.8;
    context.setLineDash(this.runs[k].style.dash);
    context.stroke();
    context.setLineDash([]);
  }

  /** The height of a curve between two steps. */
  valueY(k, time) {
    const step = Math.floor(time);
    const from = this.y(this.valueAt(k, step));
    return from + (time - step) * (this.y(this.valueAt(k, step + 1)) - from);
  }

  drawMarks(context, k, time) {
    const { path, style, color, clipped } = this.runs[k];
    context.fillStyle = color;
    let before = -Infinity;
    for (const step of clipped) {
      if (step > Math.min(time, path.last)) break;
      const x = this.x(step);
      if (x - before < TICKS_APART) continue;
      before = x;
      context.fillRect(x - 0.75, this.y(this.valueAt(k, step)) - 4, 1.5, 8);
    }
    const until = Math.min(time, path.last);
    const [x, y] = [this.x(Math.max(until, this.offset)), this.valueY(k, until)];
    context.strokeStyle = this.theme.background;
    context.lineWidth = 1.2;
    addSymbol(context, style.marker, x, y, 3.6);
    context.fill();
    context.stroke();
    if (path.last < this.steps && time >= path.last) this.drawCross(context, x, y);
  }

  drawCross(context, x, y) {
    context.strokeStyle = this.theme.dark ? "#ff6b6b" : "#c81e1e";
    context.lineWidth = 2;
    context.stroke(new Path2D(`M${x - 5} ${y - 5}l10 10m0-10l-10 10`));
  }

  destroy() {
    this.Plotly?.purge(this.figure);
  }
}
