// The charts under the panels, on one horizontal axis: loss, gradient, learning rate.

import { element, find } from "../common/dom.js";
import { Chart } from "./chart.js";
import { axesOf, ChartAxis } from "./chart_axis.js";
import { recallFolded, rememberFolded } from "./folded_charts.js";
import { fills } from "./theme.js";

/** @typedef {import("./payload.js").Race} Race */
/** @typedef {import("./payload.js").Entrant} Entrant */

const NEAR = 24; // pixels from a curve at which its run is pointed at

const ABOUT = [
  { key: "loss", title: "Loss", height: 168 },
  { key: "slope", title: "Gradient norm", height: 128 },
  { key: "lr", title: "Learning rate", height: 108 },
];

/**
 * @typedef {object} Handlers
 * @property {(step: number) => void} seek
 * @property {(axis: string) => void} axis
 * @property {(entrant: number | null, step: number | null, event?: MouseEvent) => void} point
 * @property {() => void} folded a chart was opened or closed
 */

export class Charts {
  /** @type {ChartAxis | null} */
  axis = null;
  /** @type {Race | null} */
  #race = null;

  /** @param {HTMLElement} parent @param {Handlers} handlers @param {AbortSignal} signal */
  constructor(parent, handlers, signal) {
    this.element = element("div", { className: "player-charts", parent });
    this.element.innerHTML =
      '<label class="player-over">Over <select aria-label="Horizontal axis of the charts"></select></label>';
    this.choice = find(this.element, "select", HTMLSelectElement);
    this.choice.addEventListener("change", () => handlers.axis(this.choice.value), { signal });
    const folded = recallFolded();
    this.charts = ABOUT.map((about) => new Chart(this.element, about));
    for (const chart of this.charts) {
      chart.undecided = !(chart.key in folded);
      if (!chart.undecided) chart.open = !folded[chart.key];
      chart.fold.addEventListener("click", () => this.#toggle(chart, handlers), { signal });
      listen(chart, handlers, signal);
    }
  }

  /** @param {Chart} chart @param {Handlers} handlers */
  #toggle(chart, handlers) {
    chart.open = !chart.open;
    chart.undecided = false;
    const decided = this.charts.filter(({ undecided }) => !undecided);
    rememberFolded(Object.fromEntries(decided.map(({ key, open }) => [key, !open])));
    handlers.folded();
  }

  /** @param {Race} race @param {import("./runs.js").Run[]} runs @param {string} axis */
  setRace(race, runs, axis) {
    this.#race = race;
    const [loss, slope, lr] = this.charts;
    const of = (/** @type {(entrant: Entrant) => import("./curves.js").Values} */ values) =>
      race.entrants.map(values);
    loss.setCurves(
      of((entrant) => entrant.loss),
      runs,
      race.steps,
    );
    slope.setCurves(
      of((entrant) => entrant.slope),
      runs,
      race.steps,
    );
    lr.setCurves(
      of((entrant) => rates(entrant.lr, race.steps)),
      runs,
      race.steps,
    );
    this.#offer(race);
    this.setAxis(axis);
    // A learning rate that never changes is told by a number: no chart unless asked for.
    if (lr.undecided) lr.open = race.entrants.some((entrant) => entrant.lr instanceof Float32Array);
  }

  /** Let the person choose among axes; those that stand there already stay as they are. @param {Race} race */
  #offer(race) {
    const options = axesOf(race).map(({ name, title, meaning }) => {
      const option = new Option(title, name);
      option.title = meaning;
      return option;
    });
    const shown = [...this.choice.options].map(({ value }) => value);
    if (shown.join() !== options.map(({ value }) => value).join()) this.choice.replaceChildren(...options);
  }

  /** Draw over this axis; over steps, where the race has no such axis. @param {string} name */
  setAxis(name) {
    if (!this.#race) return;
    this.axis = new ChartAxis(this.#race, name);
    this.choice.value = this.axis.name;
    this.choice.title = this.choice.selectedOptions[0].title;
    for (const chart of this.charts) chart.setAxis(this.axis);
  }

  /** @param {import("../common/plotly.js").Plotly} Plotly @param {import("./theme.js").Theme} theme */
  async refresh(Plotly, theme) {
    const width = this.element.clientWidth;
    this.#share();
    for (const chart of this.charts) {
      await chart.refresh(Plotly, theme, chart.body.offsetWidth || width);
    }
  }

  /** A presented page gives the charts a place to share; otherwise each is as high as it likes. */
  #share() {
    const placed = fills(this.element);
    this.charts.forEach((chart, k) => {
      chart.height = (placed && chart.body.offsetHeight) || ABOUT[k].height;
    });
  }

  /** @param {number} time @param {import("./hover.js").Pointed} pointed */
  draw(time, pointed) {
    for (const chart of this.charts) chart.draw(time, pointed);
  }

  destroy() {
    for (const chart of this.charts) chart.destroy();
  }
}

/** The learning rate of each step. @param {Entrant["lr"]} lr @param {number} steps */
function rates(lr, steps) {
  if (lr instanceof Float32Array) return lr;
  return lr === null ? new Float32Array() : new Float32Array(steps).fill(lr);
}

/**
 * Pointing shows numbers; pressing and dragging moves the race.
 * @param {Chart} chart @param {Handlers} handlers @param {AbortSignal} signal
 */
function listen(chart, handlers, signal) {
  const { body } = chart;
  /** @type {number | null} the run whose steps are gone through while the pointer is pressed */
  let followed = null;
  /** @param {PointerEvent} event */
  const place = ({ clientX, clientY }) => {
    const { left, top } = body.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const release = () => {
    followed = null;
  };
  body.addEventListener(
    "pointerdown",
    (event) => {
      const { geometry } = chart;
      if (event.button !== 0 || !geometry) return;
      const { x, y } = place(event);
      followed = geometry.runAt(x, y).run;
      body.setPointerCapture(event.pointerId);
      handlers.seek(geometry.stepAt(x, followed));
    },
    { signal },
  );
  body.addEventListener(
    "pointermove",
    (event) => {
      const { geometry } = chart;
      if (!geometry) return;
      const { x, y } = place(event);
      if (followed !== null) handlers.seek(geometry.stepAt(x, followed));
      else if (event.pointerType === "mouse") {
        const { run, away } = geometry.runAt(x, y);
        const step = geometry.stepAt(x, run);
        if (away < NEAR) handlers.point(run, step, event);
        else handlers.point(null, geometry.axis.shared ? step : null);
      }
    },
    { signal },
  );
  body.addEventListener("pointerup", release, { signal });
  body.addEventListener("pointercancel", release, { signal });
  body.addEventListener("pointerleave", () => handlers.point(null, null), { signal });
}
