// The keys of the player, wherever in it the focus is; what a control does with a key comes first.

/**
 * @typedef {object} KeyAnswers
 * @property {() => void} toggle
 * @property {() => void} replay from the first step
 * @property {(direction: number) => void} nudge
 * @property {() => void} first
 * @property {() => void} last
 * @property {(plot: HTMLElement, direction: number) => void} choose the next run of a panel
 * @property {() => void} forget what was chosen
 */

/** @param {HTMLElement} element @param {KeyAnswers} answers @param {AbortSignal} signal */
export function listenToKeys(element, answers, signal) {
  const anywhere = { Escape: answers.forget, r: answers.replay };
  const besidesSliders = {
    ArrowLeft: () => answers.nudge(-1),
    ArrowRight: () => answers.nudge(1),
    Home: answers.first,
    End: answers.last,
  };
  element.addEventListener(
    "keydown",
    (event) => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("select")) return;
      const plot = target.closest(".player-plot");
      const onPanels = {
        ArrowUp: () => answers.choose(plot, -1),
        ArrowDown: () => answers.choose(plot, 1),
      };
      const answer =
        anywhere[key] ??
        (target.closest("button") ? null : { " ": answers.toggle }[key]) ??
        (target.closest("input") ? null : besidesSliders[key]) ??
        (plot ? onPanels[key] : null);
      if (!answer) return;
      event.preventDefault();
      if (key === "r") event.stopPropagation(); // to the page it means to be drawn anew
      answer();
    },
    { signal },
  );
}
