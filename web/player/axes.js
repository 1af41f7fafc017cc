// The numbers at the outer edges of the 2D panels: one Plotly figure, mirrored to each edge.

import { STILL, bareLayout } from "../common/plotly.js";

const EDGE = 8; // room for half a number where an axis ends

/** The room that the numbers of axes take beside and below a plot, for a scale of the type. */
export function gutter(scale) {
  return { left: Math.round(44 * scale), bottom: Math.round(22 * scale) };
}

let made = 0;

export class Axes {
  /** @param {Element} backstage */
  constructor(backstage) {
    this.figure = backstage.appendChild(document.createElement("div"));
    this.figure.className = "player-axes";
    this.key = "";
    this.number = ++made;
  }

  /** Draw the axes of one panel of this size (without the gutters). */
  async draw(Plotly, lens, width, height, theme) {
    const key = [lens.x0, lens.x1, lens.y0, lens.y1, width, height, theme.key].join();
    if (key === this.key) return;
    this.key = key;
    const axis = (low, high, ticks) => ({
      range: [low, high],
      nticks: ticks,
      showgrid: false,
      zeroline: false,
      ticks: "outside",
      ticklen: 4,
      tickcolor: theme.line,
      fixedrange: true,
    });
    const { left, bottom } = gutter(theme.scale);
    await Plotly.react(
      this.figure,
      [],
      {
        ...bareLayout(theme, left + width + EDGE, EDGE + height + bottom),
        margin: { l: left, r: EDGE, t: EDGE, b: bottom },
        xaxis: axis(lens.x0, lens.x1, Math.max(3, Math.round(width / theme.scale / 70))),
        yaxis: axis(lens.y0, lens.y1, Math.max(3, Math.round(height / theme.scale / 45))),
      },
      STILL,
    );
    this.tag("x");
    this.tag("y");
  }

  tag(letter) {
    const layer = this.figure.querySelector(`.${letter}axislayer-above`);
    if (layer) layer.id = this.id(letter);
  }

  id(letter) {
    return `player-axis-${letter}-${this.number}`;
  }

  /** An svg that shows one axis beside a panel. */
  mirror(letter, scale) {
    const shift = `translate(${-gutter(scale).left} ${-EDGE})`;
    return (
      `<svg class="player-axis" data-axis="${letter}" aria-hidden="true">` +
      `<g transform="${shift}"><use href="#${this.id(letter)}"></use></g></svg>`
    );
  }
}
