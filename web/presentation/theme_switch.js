// Light or dark, for as long as the page lives: projectors show one of them better.

const DARK = "(prefers-color-scheme: dark)";

/** @type {boolean | null} what was chosen, if anything was */
let chosen = null;

/**
 * Show the other theme. Streamlit has no way to ask for one, but asks the browser anew which one the
 * system prefers after a page was printed: it is told the other one.
 */
export function switchTheme() {
  if (chosen === null) answerForSystem(window.matchMedia.bind(window));
  chosen = !chosen;
  window.dispatchEvent(new Event("afterprint"));
}

/** @param {(query: string) => MediaQueryList} ask */
function answerForSystem(ask) {
  chosen = ask(DARK).matches;
  window.matchMedia = (query) => {
    const answer = ask(query);
    if (query === DARK) Object.defineProperty(answer, "matches", { get: () => chosen });
    return answer;
  };
}
