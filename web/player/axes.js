// The numbers at the outer edges of the 2D panels: one Plotly figure, mirrored to each edge.

import { element } from "../common/dom.js";
import { bareLayout, STILL } from "../common/plotly.js";

/** @typedef {"x" | "y"} Letter */

const EDGE = 8; // room for half a number where an axis ends

/**
 * The room that the numbers of axes take beside and below a plot, for a scale of the type.
 * @param {number} scale
 */
export function gutter(scale) {
  return { left: Math.round(44 * scale), bottom: Math.round(22 * scale) };
}

let made = 0;

export class Axes {
  #key = "";
  #number = ++made;

  /** @param {HTMLElement} backstage */
  constructor(backstage) {
    this.figure = element("div", { className: "player-axes", parent: backstage });
  }

  /**
   * Draw the axes of one panel of this size (without the gutters).
   * @param {import("../common/plotly.js").Plotly} Plotly
   * @param {import("./viewport.js").Rectangle} viewport
   * @param {number} width @param {number} height
   * @param {import("./theme.js").Theme} theme
   */
  async draw(Plotly, { x0, x1, y0, y1 }, width, height, theme) {
    const key = [x0, x1, y0, y1, width, height, theme.key].join();
    if (key === this.#key) return;
    this.#key = key;
    /** @param {number} low @param {number} high @param {number} ticks */
    const axis = (low, high, ticks) => ({
      range: [low, high],
      nticks: Math.max(3, Math.round(ticks / theme.scale)),
      showgrid: false,
      zeroline: false,
      ticks: "outside",
      ticklen: 4,
      tickcolor: theme.line,
      fixedrange: true,
    });
    const { left, bottom } = gutter(theme.scale);
    const layout = {
      ...bareLayout(theme, left + width + EDGE, EDGE + height + bottom),
      margin: { l: left, r: EDGE, t: EDGE, b: bottom },
      xaxis: axis(x0, x1, width / 70),
      yaxis: axis(y0, y1, height / 45),
    };
    await Plotly.react(this.figure, [], layout, STILL);
    this.#name("x");
    this.#name("y");
  }

  /** @param {Letter} letter */
  #name(letter) {
    const layer = this.figure.querySelector(`.${letter}axislayer-above`);
    if (layer) layer.id = this.#id(letter);
  }

  /** @param {Letter} letter */
  #id(letter) {
    return `player-axis-${letter}-${this.#number}`;
  }

  /** An svg that shows one axis beside a panel. @param {Letter} letter @param {number} scale */
  mirror(letter, scale) {
    const shift = `translate(${-gutter(scale).left} ${-EDGE})`;
    return (
      `<svg class="player-axis" data-axis="${letter}" aria-hidden="true">` +
      `<g transform="${shift}"><use href="#${this.#id(letter)}"></use></g></svg>`
    );
  }
}
