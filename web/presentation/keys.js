// The keys of a presentation, wherever the focus is: also those that remote clickers send.

import { closest } from "../common/dom.js";

/** What the list of keys says. */
export const KEYS = [
  ["N, Page Down", "next"],
  ["P, Page Up", "back"],
  ["Space", "play, pause"],
  ["R", "play from the start"],
  ["← →", "a step back, on"],
  ["L", "light, dark"],
  ["F", "full screen"],
  ["?, H", "these keys"],
  ["Esc", "stop presenting"],
];

const TYPED = "textarea, select, [contenteditable=true], input:not([type=range], [type=checkbox])";

/** @param {import("./presentation.js").Presentation} presentation @param {AbortSignal} signal */
export function listenToKeys(presentation, signal) {
  /** @type {Record<string, () => void>} */
  const once = {
    n: () => presentation.step(1),
    PageDown: () => presentation.step(1),
    p: () => presentation.step(-1),
    PageUp: () => presentation.step(-1),
    l: () => presentation.theme(),
    f: () => presentation.fillScreen(),
    h: () => presentation.toggleHelp(),
    "?": () => presentation.toggleHelp(),
    r: () => presentation.press("r"),
    Escape: () => presentation.leave(),
  };
  const forPlayer = [" ", "ArrowLeft", "ArrowRight", "Home", "End"];
  /** @param {KeyboardEvent} event */
  const answer = (event) => {
    const { key } = event;
    if (!presentation.on || event.ctrlKey || event.metaKey || event.altKey || !event.isTrusted) return;
    if (closest(event, TYPED)) return;
    const act = once[key] ?? once[key.toLowerCase()];
    if (act && !event.repeat) act();
    else if (forPlayer.includes(key) && !closest(event, ".player, button, input, a, summary")) {
      presentation.press(key);
    } else if (!act) return;
    // The page has meanings of its own for some of them: R would draw it anew.
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", answer, { signal, capture: true });
}
