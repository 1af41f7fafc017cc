// The horizontal axes of the charts: what each run has cost up to each of its steps.

/** @typedef {import("./payload.js").Race} Race */
/** @typedef {import("./payload.js").Entrant} Entrant */

/**
 * In the order in which they are offered; what they are called, and what that means.
 * @type {Record<string, [title: string, meaning: string]>}
 */
const NAMES = {
  steps: ["Steps", "How often the rule was applied"],
  epochs: ["Epochs", "Passes through all samples"],
  samples: ["Samples seen", "Gradient evaluations, times the samples of each step's batch"],
  gradients: ["Gradient evaluations", "A Hessian counts as a gradient for each coordinate"],
  evaluations: ["All evaluations", "Of gradients, and of the value where it is asked for alone"],
};

/** The axes on which a race can be drawn. @param {{axes: string[]}} race */
export function axesOf({ axes }) {
  const offered = ["steps", ...axes, ...(axes.includes("samples") ? ["epochs"] : [])];
  return Object.entries(NAMES)
    .filter(([name]) => offered.includes(name))
    .map(([name, [title, meaning]]) => ({ name, title, meaning }));
}

export class ChartAxis {
  #steps;
  #lasts;
  /** What each run has cost up to each step. */
  #costs;

  /**
   * @param {Pick<Race, "steps" | "axes" | "entrants">} race @param {string} name unless offered, steps it is
   */
  constructor({ steps, axes, entrants }, name) {
    const offered = axesOf({ axes });
    const found = offered.find((one) => one.name === name) ?? offered[0];
    this.name = found.name;
    this.title = found.title;
    this.#steps = steps;
    this.#lasts = entrants.map(({ last }) => last);
    this.#costs = entrants.map((entrant) => sums(this.#added(entrant), steps));
    const ends = this.#lasts.map((last, k) => this.#costs[k][last]);
    /** The run that goes farthest: the others end where their cost does. */
    this.longest = ends.indexOf(Math.max(...ends));
    this.max = ends[this.longest];
    const farthest = this.#costs[this.longest];
    /** Whether all runs are at the same place at the same time. */
    this.shared = this.#costs.every((costs, k) => startsAs(costs, farthest, this.#lasts[k]));
  }

  /** What an entrant's steps add: one number, or one for each of them. @param {Entrant} entrant */
  #added({ added, epoch }) {
    if (this.name === "steps") return 1;
    if (this.name !== "epochs") return added[this.name];
    const { samples } = added;
    return typeof samples === "number" ? samples / epoch : Float64Array.from(samples, (n) => n / epoch);
  }

  /**
   * What run k has cost at a time, between two steps in proportion.
   * @param {number} k @param {number} time
   */
  at(k, time) {
    const costs = this.#costs[k];
    const step = Math.min(Math.floor(time), this.#steps);
    const next = Math.min(step + 1, this.#steps);
    return costs[step] + (time - step) * (costs[next] - costs[step]);
  }

  /** Where the curve of run k ends. @param {number} k */
  end(k) {
    return this.#costs[k][this.#lasts[k]];
  }

  /** The step of run k, up to its last, that is nearest to a cost. @param {number} k @param {number} cost */
  stepAt(k, cost) {
    const costs = this.#costs[k];
    let [low, high] = [0, this.#lasts[k]];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (costs[middle] < cost) low = middle + 1;
      else high = middle;
    }
    return low > 0 && cost - costs[low - 1] < costs[low] - cost ? low - 1 : low;
  }
}

/** @param {number | ArrayLike<number>} added @param {number} steps */
function sums(added, steps) {
  const costs = new Float64Array(steps + 1);
  for (let t = 0; t < steps; t++) {
    costs[t + 1] = typeof added === "number" ? added * (t + 1) : costs[t] + added[t];
  }
  return costs;
}

/**
 * Whether two arrays are the same up to a place.
 * @param {Float64Array} a @param {Float64Array} b @param {number} last
 */
function startsAs(a, b, last) {
  for (let t = 0; t <= last; t++) if (a[t] !== b[t]) return false;
  return true;
}
