// The start point: a handle on every panel, the first of them for the keyboard too.

import { element } from "../common/dom.js";

const DIGITS = 7; // what a link can carry, and float32 tell apart
const STEP = 1 / 50; // of the window, per press of an arrow key; a tenth of it with Shift

/** @typedef {[x: number, y: number]} Start */

/**
 * @typedef {object} Handlers
 * @property {() => void} grab a drag begins
 * @property {(point: Start) => void} move while dragging
 * @property {(point: Start) => void} drop where it stays
 */

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class StartHandles {
  /** @type {Start} */
  point = [0, 0];
  held = false;
  #landscape;
  #handlers;
  #signal;
  /** @type {HTMLElement[]} */
  #handles = [];

  /**
   * @param {import("./landscape.js").LandscapeView} landscape @param {Handlers} handlers
   * @param {AbortSignal} signal
   */
  constructor(landscape, handlers, signal) {
    this.#landscape = landscape;
    this.#handlers = handlers;
    this.#signal = signal;
  }

  /** Put a handle on each new panel. */
  attach() {
    this.#handles = this.#landscape.panels.map(({ plot }, k) => this.#handle(plot, k === 0));
  }

  /** @param {HTMLElement} plot @param {boolean} first */
  #handle(plot, first) {
    const handle = element("div", { className: "player-start", parent: plot });
    handle.style.visibility = "hidden"; // until there is a picture to put it on
    if (first) {
      handle.tabIndex = 0;
      handle.setAttribute("role", "button");
      handle.setAttribute("aria-label", "Start point");
      handle.setAttribute("aria-roledescription", "handle: drag, or use the arrow keys");
    } else {
      handle.setAttribute("aria-hidden", "true");
    }
    const signal = this.#signal;
    /** @type {[number, number] | null} where on the handle it is held */
    let grip = null;
    const release = () => {
      grip = null;
      this.#drop();
    };
    handle.addEventListener("pointerdown", (event) => (grip = take(handle, event) ?? grip), { signal });
    handle.addEventListener("pointermove", (event) => grip && this.#drag(plot, event, grip), { signal });
    handle.addEventListener("pointerup", release, { signal });
    handle.addEventListener("pointercancel", release, { signal });
    handle.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    return handle;
  }

  /** @param {HTMLElement} plot @param {PointerEvent} event @param {[number, number]} grip */
  #drag(plot, event, grip) {
    const { layout, projection } = this.#landscape;
    const { left, top } = plot.getBoundingClientRect();
    const px = event.clientX - left - plot.clientLeft - grip[0];
    const py = event.clientY - top - plot.clientTop - grip[1];
    const inside = [Math.min(Math.max(px, 0), layout.width), Math.min(Math.max(py, 0), layout.height)];
    const point = projection?.pick(inside[0], inside[1]);
    if (!point) return;
    if (!this.held) this.#handlers.grab();
    this.held = true;
    this.point = rounded(point);
    this.#handlers.move(this.point);
  }

  #drop() {
    if (!this.held) return;
    this.held = false;
    this.#handlers.drop(this.point);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const direction = DIRECTIONS[event.key];
    const { viewport, map, flat } = this.#landscape;
    const shown = flat ? viewport : map;
    if (!direction || !shown) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere in the player, arrows step through the race
    const size = event.shiftKey ? STEP / 10 : STEP;
    const [x, y] = this.point;
    this.put([
      x + direction[0] * size * (shown.x1 - shown.x0),
      y + direction[1] * size * (shown.y1 - shown.y0),
    ]);
  }

  /** Put the start somewhere else at once. @param {Start} point */
  put(point) {
    this.point = rounded(point);
    this.#handlers.drop(this.point);
  }

  /** Keep the handles where the start is. */
  update() {
    const { projection, map, layout, flat } = this.#landscape;
    if (!projection || !map) return;
    const [x, y] = this.point;
    const inside = flat || map.contains(x, y);
    const [px, py] = inside ? projection.project(x, y, map.at(x, y) || 0) : [-99, -99];
    const seen = px >= -1 && py >= -1 && px <= layout.width + 1 && py <= layout.height + 1;
    for (const handle of this.#handles) {
      handle.style.transform = `translate(${px}px, ${py}px)`;
      handle.style.visibility = seen ? "" : "hidden";
      handle.dataset.x = String(x);
      handle.dataset.y = String(y);
    }
  }
}

/**
 * Take hold of a handle; where on it.
 * @param {HTMLElement} handle @param {PointerEvent} event
 * @returns {[number, number] | null}
 */
function take(handle, event) {
  if (event.button !== 0) return null;
  event.preventDefault();
  handle.focus({ preventScroll: true });
  handle.setPointerCapture(event.pointerId);
  const { left, top, width, height } = handle.getBoundingClientRect();
  return [event.clientX - left - width / 2, event.clientY - top - height / 2];
}

/** @param {Start} point @returns {Start} */
function rounded([x, y]) {
  return [Number(x.toPrecision(DIGITS)), Number(y.toPrecision(DIGITS))];
}
