// Fingers, mouse and wheel on the panels: panning, turning, zooming, and clicks that are neither.
// One finger that moves up or down scrolls the page: the style sheet leaves that to the browser.

import { closest } from "../common/dom.js";

const SLOP = 4; // pixels that a click may wander
const TWICE = 500; // milliseconds between the clicks of a double click, as systems have it
const NOTCH = 120; // of a wheel, at most
const LINE = 16; // pixels of a wheel that counts lines

/**
 * @typedef {object} Handlers
 * @property {(du: number, dv: number) => void} drag fractions of the panel's size
 * @property {(factor: number, u: number, v: number) => void} zoom about a point of the panel
 * @property {(px: number, py: number) => void} click
 * @property {() => void} doubleClick
 * @property {(panel: HTMLElement | null, px: number, py: number) => void} hover
 */

/** @typedef {{x: number, y: number}} Finger */

/**
 * Listen to what holds the panels.
 * @param {HTMLElement} element @param {Handlers} handlers @param {AbortSignal} signal
 */
export function listenToGestures(element, handlers, signal) {
  const gestures = new Gestures(element, handlers);
  element.addEventListener("pointerdown", (event) => gestures.down(event), { signal });
  element.addEventListener("pointermove", (event) => gestures.move(event), { signal });
  element.addEventListener("pointerup", (event) => gestures.release(event), { signal });
  element.addEventListener("pointercancel", (event) => gestures.release(event), { signal });
  element.addEventListener("pointerleave", () => handlers.hover(null, 0, 0), { signal });
  element.addEventListener("wheel", (event) => gestures.wheel(event), { signal, passive: false });
}

class Gestures {
  #element;
  #handlers;
  /** @type {Map<number, Finger>} */
  #fingers = new Map();
  /** @type {{plot: HTMLElement, x: number, y: number, moved: boolean} | null} */
  #press = null;
  #clicked = { at: Number.NEGATIVE_INFINITY, x: 0, y: 0 };

  /** @param {HTMLElement} element @param {Handlers} handlers */
  constructor(element, handlers) {
    this.#element = element;
    this.#handlers = handlers;
  }

  /** @param {PointerEvent} event */
  down(event) {
    const plot = plotOf(event);
    if (!plot || event.button !== 0) return;
    const { clientX: x, clientY: y } = event;
    this.#fingers.set(event.pointerId, { x, y });
    this.#press = { plot, x, y, moved: this.#fingers.size > 1 };
  }

  /** @param {PointerEvent} event */
  move(event) {
    const press = this.#press;
    const finger = this.#fingers.get(event.pointerId);
    if (!finger || !press) {
      const plot = plotOf(event);
      if (event.pointerType === "mouse") this.#handlers.hover(plot, ...within(event, plot));
      return;
    }
    if (!press.moved) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < SLOP) return;
      press.moved = true;
      this.#element.setPointerCapture(event.pointerId);
      press.plot.classList.add("player-grabbed");
    }
    const was = middle(this.#fingers);
    finger.x = event.clientX;
    finger.y = event.clientY;
    const now = middle(this.#fingers);
    const { width, height, left, top } = press.plot.getBoundingClientRect();
    this.#handlers.drag((now.x - was.x) / width, (now.y - was.y) / height);
    if (this.#fingers.size > 1 && was.spread > 0) {
      const factor = now.spread / was.spread;
      this.#handlers.zoom(factor, (now.x - left) / width, (now.y - top) / height);
    }
  }

  /** @param {PointerEvent} event */
  release(event) {
    if (!this.#fingers.delete(event.pointerId) || !this.#press || this.#fingers.size) return;
    const { plot, moved } = this.#press;
    this.#press = null;
    plot.classList.remove("player-grabbed");
    if (moved || event.type !== "pointerup") return;
    const [x, y] = within(event, plot);
    const before = this.#clicked;
    const soon = event.timeStamp - before.at < TWICE;
    const again = soon && Math.hypot(x - before.x, y - before.y) < 2 * SLOP;
    this.#clicked = { at: again ? Number.NEGATIVE_INFINITY : event.timeStamp, x, y };
    if (again) this.#handlers.doubleClick();
    else this.#handlers.click(x, y);
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    const plot = plotOf(event);
    const meant = event.ctrlKey || event.metaKey || plot?.contains(document.activeElement);
    if (!plot || !meant) return; // the page scrolls
    event.preventDefault();
    const { width, height } = plot.getBoundingClientRect();
    const [px, py] = within(event, plot);
    const turned = event.deltaY * (event.deltaMode ? LINE : 1);
    const factor = Math.exp(-Math.max(-NOTCH, Math.min(NOTCH, turned)) / 350);
    this.#handlers.zoom(factor, px / width, py / height);
  }
}

/** The panel that an event is about, unless it is about the start on it. @param {Event} event */
function plotOf(event) {
  return closest(event, ".player-start") ? null : closest(event, ".player-plot");
}

/**
 * Where an event is in a panel.
 * @param {MouseEvent} event @param {HTMLElement | null} plot
 * @returns {[number, number]}
 */
function within(event, plot) {
  if (!plot) return [0, 0];
  const { left, top } = plot.getBoundingClientRect();
  return [event.clientX - left - plot.clientLeft, event.clientY - top - plot.clientTop];
}

/** The middle of all fingers, and how far they are apart. @param {Map<number, Finger>} fingers */
function middle(fingers) {
  const all = [...fingers.values()];
  const x = all.reduce((sum, finger) => sum + finger.x, 0) / all.length;
  const y = all.reduce((sum, finger) => sum + finger.y, 0) / all.length;
  const spread = all.reduce((sum, finger) => sum + Math.hypot(finger.x - x, finger.y - y), 0);
  return { x, y, spread };
}
