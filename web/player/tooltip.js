// What is true where the person points: a small card beside the pointer.

import { short } from "../common/format.js";
import { pointAt } from "./screen_path.js";

export class Tooltip {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    this.element = parent.appendChild(document.createElement("div"));
    this.element.className = "player-tooltip";
    this.element.setAttribute("role", "status");
    this.element.hidden = true;
  }

  /**
   * @param {object} entrant @param {string} color @param {number} step
   * @param {number} left in pixels of the page's window
   * @param {number} top
   * @param {[string, number]} [paid] what the run has paid by then
   */
  show(entrant, color, step, left, top, paid) {
    const at = Math.min(step, entrant.last);
    const rate = entrant.lr instanceof Float32Array ? entrant.lr[Math.max(0, at - 1)] : entrant.lr;
    const rows = [
      ["step", at < step ? `${at} (stopped)` : String(at)],
      ["point", `(${short(entrant.x[at])}, ${short(entrant.y[at])})`],
      ["loss", short(entrant.loss[at], 4)],
      ["‖g‖", short(entrant.slope[at])],
    ];
    if (rate !== null && rate !== undefined) rows.push(["learning rate", short(rate)]);
    if (paid) rows.splice(1, 0, [paid[0].toLowerCase(), String(Number(paid[1].toFixed(2)))]);
    const name = Object.assign(document.createElement("b"), { textContent: entrant.name });
    const list = document.createElement("dl");
    for (const [term, value] of rows) {
      list.append(
        Object.assign(document.createElement("dt"), { textContent: term }),
        Object.assign(document.createElement("dd"), { textContent: value }),
      );
    }
    this.element.replaceChildren(name, list);
    this.element.style.setProperty("--run", color);
    this.element.hidden = false;
    const frame = this.parent.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const right = left - frame.left + 16 + width > frame.width;
    const x = right ? left - frame.left - width - 14 : left - frame.left + 16;
    const low = top + height + 20 > window.innerHeight;
    const y = low ? top - frame.top - height - 12 : top - frame.top + 14;
    this.element.style.transform = `translate(${Math.max(0, x)}px, ${Math.max(0, y)}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}

/**
 * The step of the drawn paths that is nearest to a pixel of a panel, if one is near.
 * @returns {{entrant: number, step: number} | null}
 */
export function nearest(stage, entrants, time, px, py, within = 12) {
  let best = null;
  let least = within * within;
  for (const entrant of entrants) {
    const { path } = stage.runs[entrant];
    const until = Math.min(Math.floor(time + 1e-9), path.last);
    for (let step = 0; step <= until; step++) {
      const [x, y] = stage.projection.project(...pointAt(path, step));
      const away = (x - px) ** 2 + (y - py) ** 2;
      if (away > least) continue;
      least = away;
      best = { entrant, step };
    }
  }
  return best;
}
