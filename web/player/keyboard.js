// The keys of the player, wherever in it the focus is; what a control does with a key comes first.

import { closest } from "../common/dom.js";

/**
 * @typedef {object} Handlers
 * @property {() => void} toggle
 * @property {() => void} replay from the first step
 * @property {(direction: number) => void} nudge
 * @property {() => void} first
 * @property {() => void} last
 * @property {(plot: HTMLElement, direction: number) => void} choose the next run of a panel
 * @property {() => void} forget what was chosen
 */

/** @param {HTMLElement} element @param {Handlers} handlers @param {AbortSignal} signal */
export function listenToKeys(element, handlers, signal) {
  /** @type {Record<string, () => void>} */
  const anywhere = { Escape: handlers.forget, r: handlers.replay };
  /** @type {Record<string, () => void>} */
  const besidesButtons = { " ": handlers.toggle };
  /** @type {Record<string, () => void>} */
  const besidesSliders = {
    ArrowLeft: () => handlers.nudge(-1),
    ArrowRight: () => handlers.nudge(1),
    Home: handlers.first,
    End: handlers.last,
  };
  /** @type {Record<string, (plot: HTMLElement) => void>} */
  const onPanels = {
    ArrowUp: (plot) => handlers.choose(plot, -1),
    ArrowDown: (plot) => handlers.choose(plot, 1),
  };

  /** What a key means where it is pressed. @param {KeyboardEvent} event */
  const meaning = (event) => {
    const { key } = event;
    if (anywhere[key]) return anywhere[key];
    if (besidesButtons[key] && !closest(event, "button")) return besidesButtons[key];
    if (besidesSliders[key] && !closest(event, "input")) return besidesSliders[key];
    const plot = closest(event, ".player-plot");
    return plot && onPanels[key] ? () => onPanels[key](plot) : null;
  };

  element.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || closest(event, "select")) return;
      const act = meaning(event);
      if (!act) return;
      event.preventDefault();
      if (event.key === "r") event.stopPropagation(); // to the page it means to be drawn anew
      act();
    },
    { signal },
  );
}
