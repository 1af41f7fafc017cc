// Which charts are folded, kept by the browser.

const KEY = "player-folded-charts";

/** @typedef {Record<string, boolean>} Folded by the key of a chart */

/** @returns {Folded} */
export function recallFolded() {
  try {
    const known = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof known === "object" && known ? known : {};
  } catch {
    return {}; // storage is forbidden, or holds something else
  }
}

/** @param {Folded} folded */
export function rememberFolded(folded) {
  try {
    localStorage.setItem(KEY, JSON.stringify(folded));
  } catch {
    // Storage is forbidden: the folds last as long as the page.
  }
}
