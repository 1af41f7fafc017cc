// One chart of a race: still Plotly axes, and over them the curves as far as the race came.
// The curves are drawn once, faint and full, and a frame only moves the edge up to which the full
// ones show, and a narrow strip with the cursor and the runs' symbols on it. Where the runs do not
// cost the same for a step, each has an edge of its own, and a frame draws the full curves anew.

import { element, find } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { bareLayout, STILL } from "../common/plotly.js";
import { gutter } from "./axes.js";
import { fitCanvas } from "./canvas.js";
import { ChartGeometry, RIGHT, TOP } from "./chart_geometry.js";
import { Curves } from "./curves.js";
import { drawCurves, drawRuns } from "./draw_curves.js";

/** @typedef {import("../common/plotly.js").Plotly} Plotly */
/** @typedef {import("./chart_axis.js").ChartAxis} ChartAxis */
/** @typedef {import("./hover.js").Pointed} Pointed */
/** @typedef {import("./runs.js").Run} Run */
/** @typedef {import("./theme.js").Theme} Theme */

const FUTURE = 0.2; // opacity of what has not happened yet
const STRIP = 24; // pixels that the cursor and the symbols on it take

export class Chart {
  /** Whether nobody folded or unfolded it yet. */
  undecided = false;
  /** @type {ChartGeometry | null} */
  geometry = null;
  /** @type {Curves | null} */
  #curves = null;
  /** @type {ChartAxis | null} */
  #axis = null;
  #width = 0;
  /** @type {Run[]} */
  #runs = [];
  /** @type {Theme | null} */
  #theme = null;
  /** @type {Plotly | null} */
  #Plotly = null;
  /** @type {number | null} */
  #chosen = null;
  #drawn = "";

  /** @param {HTMLElement} parent @param {{key: string, title: string, height: number}} about */
  constructor(parent, { key, title, height }) {
    this.key = key;
    this.title = title;
    this.height = height;
    this.element = element("section", { className: "player-chart", parent });
    this.element.dataset.chart = key;
    this.element.innerHTML = `
      <button type="button" class="player-fold" aria-expanded="true">
        ${icon("fold")}<span>${title}</span>
      </button>
      <div class="player-chart-body" style="height:${height}px" role="img">
        <div class="player-chart-axes"></div>
        <canvas data-part="future"></canvas><canvas data-part="past"></canvas>
        <i class="player-chart-pointed" hidden></i>
        <canvas class="player-chart-cursor"></canvas>
      </div>`;
    this.fold = find(this.element, "button");
    this.body = find(this.element, ".player-chart-body");
    this.figure = find(this.element, ".player-chart-axes");
    this.pointed = find(this.element, ".player-chart-pointed");
    this.future = find(this.element, "[data-part=future]", HTMLCanvasElement);
    this.past = find(this.element, "[data-part=past]", HTMLCanvasElement);
    this.cursor = find(this.element, ".player-chart-cursor", HTMLCanvasElement);
  }

  get open() {
    return this.fold.getAttribute("aria-expanded") === "true";
  }

  set open(open) {
    this.fold.setAttribute("aria-expanded", String(open));
    this.body.hidden = !open;
  }

  /**
   * Take the curves of a race.
   * @param {import("./curves.js").Values[]} values @param {Run[]} runs @param {number} steps
   */
  setCurves(values, runs, steps) {
    this.#runs = runs;
    this.#curves = new Curves(values, runs, steps);
    this.element.hidden = this.#curves.shown.length === 0;
    this.body.setAttribute("aria-label", `${this.title}. ${this.#curves.words().join("; ")}.`);
  }

  /** Take the horizontal axis, that of the curves. @param {ChartAxis} axis */
  setAxis(axis) {
    this.#axis = axis;
    this.#measure();
  }

  #measure() {
    const [curves, axis, theme] = [this.#curves, this.#axis, this.#theme];
    if (!curves || !axis || !theme) return;
    const size = { width: this.#width, height: this.height, scale: theme.scale };
    this.geometry = new ChartGeometry(curves, axis, size);
  }

  /**
   * Bring the axes up to date and draw the curves.
   * @param {Plotly} Plotly @param {Theme} theme @param {number} width
   */
  async refresh(Plotly, theme, width) {
    if (!this.open || this.element.hidden) return;
    this.#theme = theme;
    this.#Plotly = Plotly;
    this.#width = width;
    this.#measure();
    if (!this.geometry) return;
    const { curves, axis } = this.geometry;
    const { range, axis: vertical } = curves.scale;
    const key = JSON.stringify([range, vertical, axis.max, width, this.height, theme.key]);
    if (key !== this.#drawn) {
      this.#drawn = key;
      await Plotly.react(this.figure, [], axesLayout(this.geometry, theme), STILL);
    }
    this.#drawStill(null);
  }

  /** Draw all curves, faint for what is to come and full for what was. @param {number | null} chosen */
  #drawStill(chosen) {
    this.#chosen = chosen;
    const about = this.#drawing();
    if (!about) return;
    drawCurves(this.future, about, { opacity: FUTURE, marks: false });
    drawCurves(this.past, about, { chosen });
  }

  #drawing() {
    const { geometry } = this;
    const [runs, theme] = [this.#runs, this.#theme];
    return geometry && theme ? { geometry, runs, theme } : null;
  }

  /**
   * Show the curves up to a time, the line that says where that is, and who is there.
   * @param {number} time @param {Pointed} pointed
   */
  draw(time, { entrant, step }) {
    const about = this.#drawing();
    if (!this.open || this.element.hidden || !about) return;
    if (entrant !== this.#chosen) this.#drawStill(entrant);
    const { geometry, theme } = about;
    const { shared, longest } = geometry.axis;
    const told = entrant ?? (shared ? longest : null);
    this.pointed.hidden = step === null || told === null;
    if (step !== null && told !== null) {
      this.pointed.style.transform = `translateX(${geometry.x(told, step)}px)`;
    }
    this.cursor.hidden = !shared;
    if (!shared) {
      this.past.style.clipPath = "";
      drawCurves(this.past, about, { chosen: this.#chosen, until: time });
      return;
    }
    const x = geometry.x(longest, time);
    this.past.style.clipPath = `inset(0 ${Math.max(0, geometry.width - x)}px 0 0)`;
    const strip = STRIP * theme.scale;
    this.cursor.style.transform = `translateX(${x - strip / 2}px)`;
    const context = fitCanvas(this.cursor, strip, this.height);
    context.fillStyle = theme.muted;
    context.fillRect(strip / 2 - 0.5, geometry.frame.top, 1, geometry.frame.height);
    drawRuns({ ...about, context }, time, () => strip / 2);
  }

  destroy() {
    this.#Plotly?.purge(this.figure);
  }
}

/** The layout of the axes. @param {ChartGeometry} geometry @param {Theme} theme */
function axesLayout({ curves, axis, width, height }, theme) {
  const { left, bottom } = gutter(theme.scale);
  const line = { gridcolor: theme.line, linecolor: theme.line, tickcolor: theme.line };
  const grid = { ...line, zeroline: false, showgrid: true, gridwidth: 1, griddash: "2px,3px" };
  return {
    ...bareLayout(theme, width, height),
    margin: { l: left, r: RIGHT, t: TOP, b: bottom },
    xaxis: {
      ...grid,
      showgrid: false,
      showline: true,
      range: [0, axis.max || 1],
      ticks: "outside",
      ticklen: 4,
      nticks: Math.max(3, Math.min(8, Math.round(width / theme.scale / 70))),
    },
    yaxis: { ...grid, range: curves.scale.range, ...curves.scale.axis },
  };
}
