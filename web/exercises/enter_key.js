// Enter in the field of an answer checks it, as the button beside it does; where lines are typed,
// Enter ends a line, and with Ctrl it checks.

/** @param {Document} document it is heard after the field itself, which then holds what was typed */
export function listenToEnter(document) {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Enter" || event.isComposing || !(target instanceof Element)) return;
    const lines = target.matches("textarea") && (event.ctrlKey || event.metaKey);
    if (!lines && !target.matches("input[type=text]")) return;
    if (!target.closest('[class*="st-key-answer-"]')) return;
    /** @type {HTMLElement | null} */
    const button = document.querySelector('[class*="st-key-check-"] button');
    button?.click();
  });
}
