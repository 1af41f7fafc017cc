// The charts under the panels, on one horizontal axis: loss, gradient, learning rate.

import { Chart } from "./chart.js";
import { Axis, axesOf } from "./chart_axis.js";
import { fills } from "./theme.js";

const CLOSE = 24; // pixels
const FOLDS = "player-folded-charts"; // where the browser remembers which are closed

const ABOUT = [
  { key: "loss", title: "Loss", height: 168 },
  { key: "slope", title: "Gradient norm", height: 128 },
  { key: "lr", title: "Learning rate", height: 108 },
];

/**
 * @typedef {object} ChartAnswers
 * @property {(step: number) => void} seek
 * @property {(axis: string) => void} axis
 * @property {(entrant: number | null, step: number | null, event?: PointerEvent) => void} point
 * @property {() => void} folded a chart was opened or closed
 */

export class Charts {
  /** @param {HTMLElement} parent @param {ChartAnswers} answers @param {AbortSignal} signal */
  constructor(parent, answers, signal) {
    this.element = parent.appendChild(document.createElement("div"));
    this.element.className = "player-charts";
    this.element.innerHTML =
      '<label class="player-over">Over <select aria-label="Horizontal axis of the charts"></select></label>';
    this.choice = this.element.querySelector("select");
    this.choice.addEventListener("change", () => answers.axis(this.choice.value), { signal });
    const folded = remembered();
    this.charts = ABOUT.map((about) => new Chart(this.element, about));
    for (const chart of this.charts) {
      if (chart.key in folded) chart.open = !folded[chart.key];
      else chart.undecided = true;
      chart.fold.addEventListener("click", () => this.toggle(chart, answers), { signal });
      listen(chart, answers, signal);
    }
  }

  toggle(chart, answers) {
    chart.open = !chart.open;
    chart.undecided = false;
    remember(this.charts);
    answers.folded();
  }

  setRace(race, runs, axis) {
    Object.assign(this, { race, runs });
    const columns = {
      loss: (entrant) => entrant.loss,
      slope: (entrant) => entrant.slope,
      lr: ({ lr }) => rates(lr, race.steps),
    };
    for (const chart of this.charts) {
      chart.setCurves(race.entrants.map(columns[chart.key]), runs, race.steps);
    }
    this.offer(axesOf(race));
    this.setAxis(axis);
    // A learning rate that never changes is told by a number: no chart unless asked for.
    const [, , lr] = this.charts;
    if (lr.undecided) lr.open = race.entrants.some((entrant) => entrant.lr instanceof Float32Array);
  }

  /** Let the person choose among axes; those that stand there already stay as they are. */
  offer(axes) {
    const options = axes.map(([name, title, meaning]) => {
      const option = new Option(title, name);
      option.title = meaning;
      return option;
    });
    const { children } = this.choice;
    const same = (option, k) => children[k]?.value === option.value;
    if (children.length !== options.length || !options.every(same)) this.choice.replaceChildren(...options);
  }

  /** Draw over this axis; over steps, where the race has no such axis. */
  setAxis(name) {
    this.axis = new Axis(this.race, name);
    this.choice.value = this.axis.name;
    this.choice.title = this.choice.selectedOptions[0].title;
    for (const chart of this.charts) chart.axis = this.axis;
  }

  async refresh(Plotly, theme) {
    const width = this.element.clientWidth;
    this.share();
    for (const chart of this.charts) {
      await chart.refresh(Plotly, theme, chart.body.offsetWidth || width);
    }
  }

  /** A presented page gives the charts a place to share; otherwise each is as high as it likes. */
  share() {
    const placed = fills(this.element);
    ABOUT.forEach(({ height }, k) => {
      const { body } = this.charts[k];
      this.charts[k].height = (placed && body.offsetHeight) || height;
    });
  }

  draw(time, pointed) {
    for (const chart of this.charts) chart.draw(time, pointed);
  }

  destroy() {
    for (const chart of this.charts) chart.destroy();
  }
}

function rates(lr, steps) {
  if (lr instanceof Float32Array) return lr;
  return lr === null ? new Float32Array() : new Float32Array(steps).fill(lr);
}

/** Pointing shows numbers; pressing and dragging moves the race. */
function listen(chart, answers, signal) {
  const on = (type, listener) => chart.body.addEventListener(type, listener, { signal });
  let followed = null; // the run whose steps are gone through while the pointer is pressed
  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    [followed] = chart.runAt(event.clientX, event.clientY);
    chart.body.setPointerCapture(event.pointerId);
    answers.seek(chart.stepAt(event.clientX, followed));
  });
  on("pointermove", (event) => {
    if (followed !== null) answers.seek(chart.stepAt(event.clientX, followed));
    else if (event.pointerType === "mouse") {
      const [run, away] = chart.runAt(event.clientX, event.clientY);
      const step = chart.stepAt(event.clientX, run);
      if (away < CLOSE) answers.point(run, step, event);
      else answers.point(null, chart.axis.shared ? step : null);
    }
  });
  const release = () => (followed = null);
  on("pointerup", release);
  on("pointercancel", release);
  on("pointerleave", () => answers.point(null, null));
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(FOLDS)) ?? {};
  } catch {
    return {}; // storage is forbidden, or holds something else
  }
}

function remember(charts) {
  const decided = charts.filter((chart) => !chart.undecided);
  const folded = Object.fromEntries(decided.map((chart) => [chart.key, !chart.open]));
  try {
    localStorage.setItem(FOLDS, JSON.stringify(folded));
  } catch {
    // Storage is forbidden: the folds last as long as the page.
  }
}
