// The horizontal axes of the charts: what each run has paid up to each of its steps.

/** In the order in which they are offered; what they are called, and what that means. */
const NAMES = {
  steps: ["Steps", "How often the rule was applied"],
  epochs: ["Epochs", "Passes through all samples"],
  samples: ["Samples seen", "Gradient evaluations, times the samples of each step's batch"],
  gradients: ["Gradient evaluations", "A Hessian counts as a gradient for each coordinate"],
  evaluations: ["All evaluations", "Of gradients, and of the value where it is asked for alone"],
};

/** The axes on which a race can be drawn: [name, title, explanation] each. */
export function axesOf(race) {
  const offered = ["steps", ...race.axes, ...(race.axes.includes("samples") ? ["epochs"] : [])];
  return Object.entries(NAMES)
    .filter(([name]) => offered.includes(name))
    .map(([name, words]) => [name, ...words]);
}

export class Axis {
  /** @param {import("./payload.js").Race} race @param {string} name unless offered, steps it is */
  constructor(race, name) {
    [this.name, this.title] = axesOf(race).find(([one]) => one === name) ?? ["steps", NAMES.steps[0]];
    this.steps = race.steps;
    this.lasts = race.entrants.map(({ last }) => last);
    /** What each run has paid at each step. */
    this.paid = race.entrants.map((entrant) => summed(this.added(entrant), race.steps));
    const ends = this.lasts.map((last, k) => this.paid[k][last]);
    /** The run that goes farthest: the others end where their effort does. */
    this.longest = ends.indexOf(Math.max(...ends));
    this.most = ends[this.longest];
    const farthest = this.paid[this.longest];
    /** Whether all runs are at the same place at the same time. */
    this.shared = this.paid.every((paid, k) => upTo(paid, this.lasts[k], farthest));
  }

  /** What an entrant's steps add: one number, or one for each of them. */
  added(entrant) {
    if (this.name === "steps") return 1;
    if (this.name !== "epochs") return entrant.added[this.name];
    const { samples } = entrant.added;
    return samples.map ? Float64Array.from(samples, (n) => n / entrant.epoch) : samples / entrant.epoch;
  }

  /** What run k has paid at a time, between two steps in proportion. */
  at(k, time) {
    const paid = this.paid[k];
    const step = Math.min(Math.floor(time), this.steps);
    const next = Math.min(step + 1, this.steps);
    return paid[step] + (time - step) * (paid[next] - paid[step]);
  }

  /** Where the curve of run k ends. */
  end(k) {
    return this.paid[k][this.lasts[k]];
  }

  /** The step of run k, up to its last, that is nearest to an effort. */
  stepAt(k, effort) {
    const paid = this.paid[k];
    let [low, high] = [0, this.lasts[k]];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (paid[middle] < effort) low = middle + 1;
      else high = middle;
    }
    return low > 0 && effort - paid[low - 1] < paid[low] - effort ? low - 1 : low;
  }
}

function summed(added, steps) {
  const paid = new Float64Array(steps + 1);
  for (let t = 0; t < steps; t++) paid[t + 1] = typeof added === "number" ? added * (t + 1) : paid[t] + added[t];
  return paid;
}

function upTo(paid, last, other) {
  for (let t = 0; t <= last; t++) if (paid[t] !== other[t]) return false;
  return true;
}
