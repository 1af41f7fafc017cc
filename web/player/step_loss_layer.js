// The loss that the step under way sees, over the maps, and a sentence that says so.

import { element } from "../common/dom.js";
import { stepAt } from "./clock.js";

/** @typedef {import("./step_losses.js").StepLosses} StepLosses */
/** @typedef {import("./payload.js").StepLossesOffer} StepLossesOffer */

/** What a step's own loss has to do with the true one. */
const SEES = { batch: "the mean over its own batch", noise: "tilted by its own noise" };

export class StepLossLayer {
  /** @type {StepLosses | null} */
  losses = null;
  #sees = "";

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.legend = element("p", { className: "player-step-losses", parent });
    this.legend.hidden = true;
  }

  /**
   * Draw the losses of the steps, or none of them.
   * @param {StepLosses | null} losses
   * @param {StepLossesOffer | null} wanted what is waited for, while there is none yet
   */
  show(losses, wanted) {
    this.losses = losses;
    this.legend.hidden = !wanted;
    if (wanted) this.#sees = SEES[wanted.about];
    if (wanted && !losses) this.#write("The loss of each step is being computed.");
  }

  /**
   * A picture of the loss that the step under way sees, if there is one to show.
   * @param {number} time
   * @param {import("./height_map.js").HeightMap} map
   * @param {import("./screen_path.js").Projection} projection
   * @param {{width: number, height: number}} size
   * @param {import("./theme.js").Theme} theme
   */
  picture(time, map, projection, size, theme) {
    const { losses } = this;
    if (!losses) return null;
    const place = losses.nearest(stepAt(time) + 1);
    const step = losses.steps[place];
    this.#write(`Lines: the loss that step ${step} sees, ${this.#sees}. Colours: the true loss.`);
    return losses.picture(place, map, projection, size, theme);
  }

  /** @param {string} text */
  #write(text) {
    if (this.legend.textContent !== text) this.legend.textContent = text;
  }
}
