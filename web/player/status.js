// Where the race is: in the toolbar, on the element, and for a page that follows the steps.

import { Throttle } from "./throttle.js";

const INTERVAL = { moved: 250, playing: 500 }; // milliseconds between two steps that a page is told

export class Status {
  #element;
  #toolbar;

  /**
   * @param {HTMLElement} element @param {import("./toolbar.js").Toolbar} toolbar
   * @param {(step: number) => void} follow is told the steps
   * @param {AbortSignal} signal
   */
  constructor(element, toolbar, follow, signal) {
    this.#element = element;
    this.#toolbar = toolbar;
    const first = /** @type {number} */ (1); // where a player begins that is followed
    this.followed = new Throttle(follow, first);
    signal.addEventListener("abort", () => this.followed.close());
  }

  /**
   * @param {Omit<import("./toolbar.js").State, "layout" | "dimension">} state
   * @param {import("./views.js").View} view
   * @param {boolean} followed whether a page wants to know which step is shown
   */
  show(state, view, followed) {
    this.#toolbar.update({ ...state, ...view });
    const { step, steps, playing } = state;
    const { dataset } = this.#element;
    for (const [name, value] of Object.entries({ step, steps, playing, ...view })) {
      if (dataset[name] !== String(value)) dataset[name] = String(value);
    }
    if (followed && dataset.ready) this.followed.push(step, playing ? INTERVAL.playing : INTERVAL.moved);
  }
}
