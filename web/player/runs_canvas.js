// What moves: one canvas over all panels, since the browser composes each canvas anew in every frame.

import { fitCanvas } from "./canvas.js";
import { drawClipping, drawHead, drawMinima, drawPath, drawRing } from "./draw_runs.js";
import { screenPath } from "./screen_path.js";

/** @typedef {import("./screen_path.js").Projection} Projection */
/** @typedef {import("./screen_path.js").ScreenPath} ScreenPath */

/**
 * What stands still while a race plays.
 * @typedef {object} Setting
 * @property {import("./panels.js").Panel[]} panels
 * @property {import("./runs.js").Run[]} runs
 * @property {import("./screen_path.js").Point[]} minima
 * @property {Projection} projection
 * @property {{width: number, height: number}} layout
 * @property {import("./theme.js").Theme} theme
 */

export class RunsCanvas {
  element = document.createElement("canvas");
  #size = { width: 0, height: 0 };
  /** @type {Map<number, {key: string, drawn: ScreenPath}>} */
  #paths = new Map();

  constructor() {
    this.element.className = "player-canvas";
    this.element.setAttribute("aria-hidden", "true");
  }

  /** Forget the runs that were drawn. */
  forget() {
    this.#paths.clear();
  }

  /** Take the size of all panels together. @param {DOMRect} box */
  fit({ width, height }) {
    this.#size = { width, height };
  }

  /**
   * Draw the runs up to a time.
   * @param {Setting} setting @param {number} time in steps
   * @param {import("./hover.js").Pointed} pointed what the person points at
   * @param {HTMLCanvasElement | null} backdrop what lies below the paths in each panel
   */
  draw(setting, time, pointed, backdrop) {
    const context = fitCanvas(this.element, this.#size.width, this.#size.height);
    const { projection, theme } = setting;
    const { width, height } = setting.layout;
    for (const { entrants, corner } of setting.panels) {
      context.save();
      context.translate(...corner);
      context.beginPath();
      context.rect(0, 0, width, height);
      context.clip();
      if (backdrop) context.drawImage(backdrop, 0, 0, width, height);
      const panel = { context, projection, theme, width, height, labels: [] };
      drawMinima(panel, setting.minima);
      this.#drawRuns(panel, entrants, setting.runs, time, pointed);
      context.restore();
    }
  }

  /**
   * @param {import("./draw_runs.js").Panel} panel @param {number[]} entrants
   * @param {import("./runs.js").Run[]} runs @param {number} time
   * @param {import("./hover.js").Pointed} pointed
   */
  #drawRuns(panel, entrants, runs, time, { entrant, step }) {
    const chosen = entrants.length > 1 ? entrant : null;
    /** @param {number} k */
    const faint = (k) => chosen !== null && chosen !== k;
    const order = [...entrants].sort((a, b) => Number(faint(b)) - Number(faint(a))); // the chosen one on top
    for (const k of order) drawPath(panel, runs[k], this.pathOf(k, runs[k], panel), time, faint(k));
    for (const k of order) drawClipping(panel, runs[k], time, faint(k));
    for (const k of order) drawHead(panel, runs[k], time);
    if (step !== null) for (const k of order) drawRing(panel, runs[k], step);
  }

  /**
   * A run's path in pixels: all panels look at the same place, so one serves them all.
   * @param {number} k @param {import("./runs.js").Run} run @param {{projection: Projection}} panel
   */
  pathOf(k, run, { projection }) {
    const known = this.#paths.get(k);
    if (known?.key === projection.key) return known.drawn;
    const drawn = screenPath(run.path, projection);
    this.#paths.set(k, { key: projection.key, drawn });
    return drawn;
  }
}
