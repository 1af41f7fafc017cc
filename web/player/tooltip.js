// What is true where the person points: a small card beside the pointer.

import { element } from "../common/dom.js";
import { short } from "../common/format.js";
import { stepAt } from "./clock.js";
import { pointAt } from "./screen_path.js";

/** @typedef {import("./payload.js").Entrant} Entrant */

const NEAR = 12; // pixels

export class Tooltip {
  #parent;
  #element;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.#parent = parent;
    this.#element = element("div", { className: "player-tooltip", parent });
    this.#element.setAttribute("role", "status");
    this.#element.hidden = true;
  }

  /**
   * @param {Entrant} entrant @param {string} color @param {number} step
   * @param {number} left in pixels of the page's window
   * @param {number} top
   * @param {[name: string, cost: number]} [cost] of the run by then
   */
  show(entrant, color, step, left, top, cost) {
    const list = document.createElement("dl");
    for (const [term, value] of factsOf(entrant, step, cost)) {
      list.append(element("dt", { text: term }), element("dd", { text: value }));
    }
    this.#element.replaceChildren(element("b", { text: entrant.name }), list);
    this.#element.style.setProperty("--run", color);
    this.#element.hidden = false;
    const frame = this.#parent.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.#element;
    const right = left - frame.left + 16 + width > frame.width;
    const x = right ? left - frame.left - width - 14 : left - frame.left + 16;
    const low = top + height + 20 > window.innerHeight;
    const y = low ? top - frame.top - height - 12 : top - frame.top + 14;
    this.#element.style.transform = `translate(${Math.max(0, x)}px, ${Math.max(0, y)}px)`;
  }

  hide() {
    this.#element.hidden = true;
  }
}

/**
 * What a run is at a step, as terms and values.
 * @param {Entrant} entrant @param {number} step @param {[name: string, cost: number]} [cost]
 */
export function factsOf(entrant, step, cost) {
  const at = Math.min(step, entrant.last);
  const rate = entrant.lr instanceof Float32Array ? entrant.lr[Math.max(0, at - 1)] : entrant.lr;
  /** @type {[term: string, value: string][]} */
  const facts = [["step", at < step ? `${at} (stopped)` : String(at)]];
  if (cost) facts.push([cost[0].toLowerCase(), String(Number(cost[1].toFixed(2)))]);
  facts.push(
    ["point", `(${short(entrant.x[at])}, ${short(entrant.y[at])})`],
    ["loss", short(entrant.loss[at], 4)],
    ["‖g‖", short(entrant.slope[at])],
  );
  if (rate !== null && rate !== undefined) facts.push(["learning rate", short(rate)]);
  return facts;
}

/**
 * The step of the drawn paths that is nearest to a pixel of a panel, if one is near.
 * @param {import("./runs.js").Run[]} runs @param {number[]} entrants which of them are drawn
 * @param {import("./screen_path.js").Projection} projection
 * @param {number} time @param {number} px @param {number} py
 */
export function nearest(runs, entrants, projection, time, px, py) {
  /** @type {{entrant: number, step: number} | null} */
  let best = null;
  let least = NEAR * NEAR;
  for (const entrant of entrants) {
    const { path } = runs[entrant];
    const until = Math.min(stepAt(time), path.last);
    for (let step = 0; step <= until; step++) {
      const [x, y] = projection.project(...pointAt(path, step));
      const away = (x - px) ** 2 + (y - py) ** 2;
      if (away > least) continue;
      best = { entrant, step };
      least = away;
    }
  }
  return best;
}
