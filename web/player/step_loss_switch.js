// Whether the person wants to see the loss of each step, and the losses of the race that is shown.

import { stepLosses } from "./message_store.js";

export class StepLossSwitch {
  on = false;
  #layer;
  #changed;
  /** @type {import("./payload.js").StepLossesOffer | undefined} */
  #offer;

  /**
   * @param {import("./step_loss_layer.js").StepLossLayer} layer
   * @param {() => void} changed there is something else to draw
   */
  constructor(layer, changed) {
    this.#layer = layer;
    this.#changed = changed;
  }

  toggle() {
    this.on = !this.on;
    this.#follow();
    this.#changed();
  }

  /** Take what another race offers, if it does. @param {import("./payload.js").StepLossesOffer} [offer] */
  setOffer(offer) {
    this.#offer = offer;
    this.#follow();
  }

  /** Wait for the losses, if the person wants to see them. */
  async #follow() {
    const offer = this.on ? this.#offer : undefined;
    this.#layer.show(null, offer ?? null);
    if (!offer) return;
    const losses = await stepLosses.of(offer.id);
    if (!this.on || this.#offer?.id !== losses.id) return;
    this.#layer.show(losses, offer);
    this.#changed();
  }
}
