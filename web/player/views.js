// How a race is looked at: as the person switched it, until the page wishes for something else.

/**
 * @typedef {object} View
 * @property {"side by side" | "overlaid"} layout
 * @property {"2d" | "3d"} dimension
 * @property {string} axis what the charts are drawn over
 */

export class Views {
  /** @type {View} */
  current = { layout: "side by side", dimension: "2d", axis: "steps" };
  #wished = "";

  /** The page's view counts when it is another one than before, or asked for anew. @param {View} view */
  wish(view) {
    const text = JSON.stringify(view);
    if (text === this.#wished) return;
    this.#wished = text;
    const { layout, dimension, axis } = view;
    this.current = { layout, dimension, axis };
  }

  /** @param {Partial<View>} change @returns {boolean} whether that is another view */
  change(change) {
    const before = JSON.stringify(this.current);
    this.current = { ...this.current, ...change };
    return JSON.stringify(this.current) !== before;
  }
}
