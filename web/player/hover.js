// What the person points at, by mouse or by keyboard: a run, a step of it, and the card about them.

import { closest } from "../common/dom.js";
import { nearest, Tooltip } from "./tooltip.js";

/** @typedef {{entrant: number | null, step: number | null}} Pointed */

/** @type {Pointed} */
export const NOTHING = { entrant: null, step: null };

/**
 * What can be pointed at.
 * @typedef {object} Target
 * @property {import("./landscape.js").LandscapeView} landscape
 * @property {import("./charts.js").Charts} charts
 * @property {import("./clock.js").Clock} clock
 * @property {() => void} changed something else is pointed at
 */

export class Hover {
  pointed = NOTHING;
  #target;
  #tooltip;
  #named = false;

  /** @param {HTMLElement} element @param {Target} target @param {AbortSignal} signal */
  constructor(element, target, signal) {
    this.#target = target;
    this.#tooltip = new Tooltip(element);
    element.addEventListener("focusout", () => this.point(NOTHING), { signal });
    element.addEventListener("pointerover", (event) => this.#onName(event), { signal });
  }

  /** @param {Pointed} pointed */
  point(pointed) {
    if (pointed.entrant === null) this.#tooltip.hide();
    const { entrant, step } = this.pointed;
    if (pointed.entrant === entrant && pointed.step === step) return;
    this.pointed = pointed;
    this.#target.changed();
  }

  /** A name in a legend lifts its run out of the others. @param {Event} event */
  #onName(event) {
    const name = closest(event, ".player-chip");
    if (name) this.point({ entrant: Number(name.dataset.entrant), step: null });
    else if (this.#named) this.point(NOTHING);
    this.#named = Boolean(name);
  }

  /**
   * A step of a chart, of one run where the pointer is near its curve.
   * @param {number | null} entrant @param {number | null} step @param {MouseEvent} [event]
   */
  onChart(entrant, step, event) {
    this.point({ entrant, step });
    if (entrant === null || step === null || !event) return;
    this.#show(entrant, step, event.clientX, event.clientY);
  }

  /** @param {HTMLElement | null} plot @param {number} px @param {number} py */
  onPanel(plot, px, py) {
    const { landscape, clock } = this.#target;
    const { projection, runs } = landscape;
    const panel = plot && landscape.panelOf(plot);
    const found = panel && projection && nearest(runs, panel.entrants, projection, clock.time, px, py);
    if (!plot || !found) {
      if (!this.#named) this.point(NOTHING);
      return;
    }
    this.point(found);
    const { left, top } = plot.getBoundingClientRect();
    this.#show(found.entrant, found.step, left + px, top + py);
  }

  /**
   * Walk through the runs of a panel with the keyboard, with each one's numbers.
   * @param {HTMLElement} plot @param {number} direction
   */
  choose(plot, direction) {
    const { landscape, clock } = this.#target;
    const { projection, runs } = landscape;
    const panel = landscape.panelOf(plot);
    if (!projection || !panel) return;
    const { entrants } = panel;
    const at = this.pointed.entrant === null ? -1 : entrants.indexOf(this.pointed.entrant);
    const from = at < 0 && direction < 0 ? 0 : at;
    const next = entrants[(from + direction + entrants.length) % entrants.length];
    const { path } = runs[next];
    const step = Math.min(clock.step, path.last);
    const [px, py] = projection.project(path.x[step], path.y[step], path.z[step]);
    const { left, top, width, height } = plot.getBoundingClientRect();
    this.point({ entrant: next, step });
    const [x, y] = [Math.min(Math.max(px, 0), width), Math.min(Math.max(py, 0), height)];
    this.#show(next, step, left + x, top + y);
  }

  /** @param {number} entrant @param {number} step @param {number} left @param {number} top */
  #show(entrant, step, left, top) {
    const { landscape, charts } = this.#target;
    const { style, color } = landscape.runs[entrant];
    const { axis } = charts;
    const at = Math.min(step, style.last);
    /** @type {[string, number] | undefined} */
    const cost = axis && axis.name !== "steps" ? [axis.title, axis.at(entrant, at)] : undefined;
    this.#tooltip.show(style, color, step, left, top, cost);
  }
}
