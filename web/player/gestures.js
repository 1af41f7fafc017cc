// Fingers, mouse and wheel on the panels: panning, turning, zooming, and clicks that are neither.
// One finger that moves up or down scrolls the page: the style sheet leaves that to the browser.

const SLOP = 4; // pixels that a click may wander
const TWICE = 500; // milliseconds between the clicks of a double click, as systems have it

/**
 * @typedef {object} Answers
 * @property {(du: number, dv: number) => void} drag fractions of the panel's size
 * @property {(factor: number, u: number, v: number) => void} zoom about a point of the panel
 * @property {(px: number, py: number) => void} click
 * @property {() => void} doubleClick
 * @property {(panel: HTMLElement | null, px: number, py: number) => void} hover
 */

/**
 * @param {HTMLElement} element what holds the panels
 * @param {Answers} answers
 * @param {AbortSignal} signal ends it all
 */
export function listenToGestures(element, answers, signal) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let press = null;
  let clicked = { at: -Infinity, x: 0, y: 0 };
  const on = (type, listener, options = {}) =>
    element.addEventListener(type, listener, { signal, ...options });

  on("pointerdown", (event) => {
    const plot = plotOf(event.target);
    if (!plot || event.button !== 0) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    press = { plot, x: event.clientX, y: event.clientY, moved: fingers.size > 1 };
  });

  on("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger || !press) {
      const plot = plotOf(event.target);
      if (event.pointerType === "mouse") answers.hover(plot, ...within(event, plot));
      return;
    }
    if (!press.moved) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < SLOP) return;
      press.moved = true;
      element.setPointerCapture?.(event.pointerId);
      press.plot.classList.add("player-grabbed");
    }
    const was = middle(fingers);
    finger.x = event.clientX;
    finger.y = event.clientY;
    const now = middle(fingers);
    const { width, height, left, top } = press.plot.getBoundingClientRect();
    answers.drag((now.x - was.x) / width, (now.y - was.y) / height);
    if (fingers.size > 1 && was.spread > 0) {
      answers.zoom(now.spread / was.spread, (now.x - left) / width, (now.y - top) / height);
    }
  });

  const release = (event) => {
    if (!fingers.delete(event.pointerId) || !press) return;
    const { plot, moved } = press;
    if (fingers.size) return;
    press = null;
    plot.classList.remove("player-grabbed");
    if (moved || event.type !== "pointerup") return;
    const [px, py] = within(event, plot);
    const again =
      event.timeStamp - clicked.at < TWICE && Math.hypot(px - clicked.x, py - clicked.y) < 2 * SLOP;
    clicked = again ? { at: -Infinity } : { at: event.timeStamp, x: px, y: py };
    if (again) answers.doubleClick();
    else answers.click(px, py);
  };
  on("pointerup", release);
  on("pointercancel", release);
  on("pointerleave", () => answers.hover(null, 0, 0));

  on(
    "wheel",
    (event) => {
      const plot = plotOf(event.target);
      const meant = event.ctrlKey || event.metaKey || plot?.contains(document.activeElement);
      if (!plot || !meant) return; // the page scrolls
      event.preventDefault();
      const { width, height } = plot.getBoundingClientRect();
      const [px, py] = within(event, plot);
      const notch = event.deltaY * (event.deltaMode ? 16 : 1);
      answers.zoom(Math.exp(-Math.max(-120, Math.min(120, notch)) / 350), px / width, py / height);
    },
    { passive: false },
  );
}

function plotOf(target) {
  return target.closest(".player-start") ? null : target.closest(".player-plot");
}

function within(event, plot) {
  if (!plot) return [0, 0];
  const { left, top } = plot.getBoundingClientRect();
  return [event.clientX - left - plot.clientLeft, event.clientY - top - plot.clientTop];
}

/** The middle of all fingers, and how far they are apart. */
function middle(fingers) {
  const all = [...fingers.values()];
  const mean = (name) => all.reduce((sum, finger) => sum + finger[name], 0) / all.length;
  const [x, y] = [mean("x"), mean("y")];
  const spread = all.reduce((sum, finger) => sum + Math.hypot(finger.x - x, finger.y - y), 0);
  return { x, y, spread };
}
