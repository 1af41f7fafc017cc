// One chart of a race: still Plotly axes, and over them the curves as far as the race came.
// The curves are drawn once, faint and full, and a frame only moves the edge up to which the full
// ones show, and a narrow strip with the cursor and the runs' symbols on it. Where the runs do not
// pay the same for a step, each has an edge of its own, and a frame draws the full curves anew.

import { icon } from "../common/icons.js";
import { gutter } from "./axes.js";
import { short } from "../common/format.js";
import { enlarged, prepare } from "./draw_runs.js";
import { STILL, bareLayout } from "../common/plotly.js";
import { chooseScale } from "./value_scale.js";
import { addSymbol } from "./symbols.js";

const TOP = 6;
const RIGHT = 10;
const FUTURE = 0.2; // opacity of what has not happened yet
const FAINT = 0.25; // and of the others, while the person points at one run
const TICKS_APART = 12;
const STRIP = 24; // pixels that the cursor and the symbols on it take

export class Chart {
  /** @param {HTMLElement} parent @param {{key: string, title: string, height: number}} about */
  constructor(parent, about) {
    Object.assign(this, about);
    this.element = parent.appendChild(document.createElement("section"));
    this.element.className = "player-chart";
    this.element.dataset.chart = this.key;
    this.element.innerHTML = `
      <button type="button" class="player-fold" aria-expanded="true">
        ${icon("fold")}<span>${this.title}</span>
      </button>
      <div class="player-chart-body" style="height:${this.height}px" role="img">
        <div class="player-chart-axes"></div>
        <canvas></canvas><canvas></canvas>
        <i class="player-chart-pointed" hidden></i>
        <canvas class="player-chart-cursor"></canvas>
      </div>`;
    const find = (selector) => this.element.querySelector(selector);
    this.fold = find("button");
    this.body = find(".player-chart-body");
    this.figure = find(".player-chart-axes");
    this.ghost = find(".player-chart-pointed");
    [this.future, this.past, this.cursor] = this.element.querySelectorAll("canvas");
    this.drawn = "";
    this.theme = { scale: 1 }; // until there is one
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
    // Rates belong to steps, everything else to the points between them.
    this.offset = curves.some((curve) => curve.length === steps + 1) ? 0 : 1;
    const told = curves.flatMap((curve, k) => (curve.length ? [this.telling(k)] : []));
    this.body.setAttribute("aria-label", `${this.title}. ${told.join("; ")}.`);
  }

  /** What a curve shows, in words. */
  telling(k) {
    const ends = [this.offset, this.lastOf(k)].map((step) => short(this.valueAt(k, step)));
    return `${this.runs[k].style.name} from ${ends.join(" to ")}`;
  }

  async refresh(Plotly, theme, width) {
    if (!this.open || this.element.hidden || !this.scale) return;
    this.theme = theme;
    this.width = width;
    const { range, axis } = this.scale;
    const key = JSON.stringify([range, axis, this.axis.most, width, this.height, theme.key]);
    if (key !== this.drawn) {
      this.drawn = key;
      this.Plotly = Plotly;
      await Plotly.react(this.figure, [], this.layout(theme, width), STILL);
    }
    this.drawCurves();
  }

  layout(theme, width) {
    const { left, bottom } = gutter(theme.scale);
    const line = { gridcolor: theme.line, linecolor: theme.line, tickcolor: theme.line };
    const grid = { ...line, zeroline: false, showgrid: true, gridwidth: 1, griddash: "2px,3px" };
    return {
      ...bareLayout(theme, width, this.height),
      margin: { l: left, r: RIGHT, t: TOP, b: bottom },
      xaxis: {
        ...grid,
        showgrid: false,
        showline: true,
        range: [0, this.axis.most || 1],
        ticks: "outside",
        ticklen: 4,
        nticks: Math.max(3, Math.min(8, Math.round(width / theme.scale / 70))),
      },
      yaxis: { ...grid, range: this.scale.range, ...this.scale.axis },
    };
  }

  get frame() {
    const { left, bottom } = gutter(this.theme.scale);
    return {
      left,
      top: TOP,
      width: this.width - left - RIGHT,
      height: this.height - TOP - bottom,
    };
  }

  /** Where run k is at a time, in steps. */
  x(k, time) {
    const { left, width } = this.frame;
    return left + (this.axis.at(k, time) / (this.axis.most || 1)) * width;
  }

  y(value) {
    const { top, height } = this.frame;
    const [low, high] = this.scale.range;
    const share = (this.scale.forward(value) - low) / (high - low);
    return top + height * (1 - Math.min(Math.max(share, -0.1), 1.1));
  }

  /** What has been paid at a place of the page's window. */
  effortAt(clientX) {
    const { left, width } = this.frame;
    const share = (clientX - this.body.getBoundingClientRect().left - left) / width;
    return Math.min(Math.max(share, 0), 1) * this.axis.most;
  }

  /** The step that a run takes at a place of the page's window; on a shared axis, all runs do. */
  stepAt(clientX, k) {
    const { shared, longest } = this.axis;
    return this.axis.stepAt(shared ? longest : k, this.effortAt(clientX));
  }

  /**
   * The run whose curve passes closest above or below a place: of those that come so far.
   * @returns {[number, number]} the run, and how many pixels it is away
   */
  runAt(clientX, clientY) {
    const effort = this.effortAt(clientX);
    const y = clientY - this.body.getBoundingClientRect().top;
    let [best, least] = [this.axis.longest, Infinity];
    this.curves.forEach((curve, k) => {
      if (!curve.length || effort > this.axis.end(k)) return;
      const away = Math.abs(this.y(this.valueAt(k, this.axis.stepAt(k, effort))) - y);
      if (away < least) [best, least] = [k, away];
    });
    return [best, least];
  }

  valueAt(k, step) {
    return this.curves[k][Math.max(0, Math.min(step, this.lastOf(k)) - this.offset)];
  }

  /** Draw all curves, faint for what is to come and full for what was, with their marks. */
  drawCurves(chosen = null) {
    this.chosen = chosen;
    const [future, past] = [this.begin(this.future), this.begin(this.past)];
    future.globalAlpha = FUTURE;
    this.curves.forEach((curve, k) => {
      if (!curve.length) return;
      past.globalAlpha = this.isFaint(k) ? FAINT : 1;
      this.stroke(future, k);
      this.stroke(past, k);
      this.drawMarks(past, k);
    });
    future.restore();
    past.restore();
  }

  /** Show the curves up to a time, the line that says where that is, and who is there. */
  draw(time, pointed) {
    if (!this.open || this.element.hidden || !this.width || !this.curves) return;
    if (pointed.entrant !== this.chosen) this.drawCurves(pointed.entrant);
    const { shared, longest } = this.axis;
    const told = pointed.entrant ?? (shared ? longest : null);
    this.ghost.hidden = pointed.step === null || told === null;
    if (!this.ghost.hidden) this.ghost.style.transform = `translateX(${this.x(told, pointed.step)}px)`;
    this.cursor.hidden = !shared;
    if (!shared) {
      this.drawPast(time);
      return;
    }
    const x = this.x(longest, time);
    this.past.style.clipPath = `inset(0 ${Math.max(0, this.width - x)}px 0 0)`;
    const strip = STRIP * this.theme.scale;
    this.cursor.style.transform = `translateX(${x - strip / 2}px)`;
    const context = prepare(this.cursor, strip, this.height);
    const { top, height } = this.frame;
    context.fillStyle = this.theme.muted;
    context.fillRect(strip / 2 - 0.5, top, 1, height);
    this.curves.forEach((curve, k) => {
      if (!curve.length || time > this.lastOf(k)) return;
      this.drawSymbol(context, k, strip / 2, this.heightAt(k, time));
    });
  }

  /** Draw every curve up to where its run is at a time, and the run there. */
  drawPast(time) {
    this.past.style.clipPath = "";
    const context = this.begin(this.past);
    this.curves.forEach((curve, k) => {
      if (!curve.length) return;
      context.globalAlpha = this.isFaint(k) ? FAINT : 1;
      this.stroke(context, k, time);
      this.drawMarks(context, k, time);
    });
    context.globalAlpha = 1;
    this.curves.forEach((curve, k) => {
      if (!curve.length || time > this.lastOf(k)) return;
      this.drawSymbol(context, k, this.x(k, time), this.heightAt(k, time));
    });
    context.restore();
  }

  isFaint(k) {
    return this.chosen !== null && this.chosen !== k;
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

  stroke(context, k, until = Infinity) {
    const curve = this.curves[k];
    // Where several steps share a pixel, drawing each of them shows nothing more.
    const stride = Math.max(1, Math.floor(curve.length / (2 * this.frame.width)));
    const last = Math.min(this.lastOf(k), until);
    context.beginPath();
    for (let step = this.offset; step < last; step += stride) {
      context.lineTo(this.x(k, step), this.y(curve[step - this.offset]));
    }
    context.lineTo(this.x(k, last), this.heightAt(k, last));
    context.strokeStyle = this.runs[k].color;
    context.lineWidth = 1.8 * this.theme.scale;
    context.setLineDash(enlarged(this.runs[k].style.dash, this.theme.scale));
    context.stroke();
    context.setLineDash([]);
  }

  /** The last step that a curve shows. */
  lastOf(k) {
    return Math.min(this.runs[k].path.last, this.curves[k].length - 1 + this.offset);
  }

  /** The height of a curve between two steps, in pixels; at the edge where it is beyond. */
  heightAt(k, time) {
    const step = Math.floor(time);
    const from = this.y(this.valueAt(k, step));
    const y = from + (time - step) * (this.y(this.valueAt(k, step + 1)) - from);
    const { top, height } = this.frame;
    return Math.min(Math.max(y, top), top + height);
  }

  /** Bars where clipping acted, and a cross where a run overflowed. */
  drawMarks(context, k, until = Infinity) {
    const { path, color, clipped } = this.runs[k];
    const last = this.lastOf(k);
    context.fillStyle = color;
    let before = -Infinity;
    for (const step of clipped) {
      const x = this.x(k, step);
      if (step > Math.min(last, until) || x - before < TICKS_APART) continue;
      before = x;
      context.fillRect(x - 0.75, this.y(this.valueAt(k, step)) - 4, 1.5, 8);
    }
    if (last === this.steps || last > until) return;
    const [x, y] = [this.x(k, last), this.heightAt(k, last)];
    this.drawSymbol(context, k, x, y);
    if (path.last === this.steps) return;
    context.strokeStyle = this.theme.dark ? "#ff6b6b" : "#c81e1e";
    context.lineWidth = 2;
    context.stroke(new Path2D(`M${x - 5} ${y - 5}l10 10m0-10l-10 10`));
  }

  drawSymbol(context, k, x, y) {
    const { style, color } = this.runs[k];
    context.fillStyle = color;
    context.strokeStyle = this.theme.background;
    context.lineWidth = 1.2;
    addSymbol(context, style.marker, x, y, 3.6 * this.theme.scale);
    context.fill();
    context.stroke();
  }

  destroy() {
    this.Plotly?.purge(this.figure);
  }
}
