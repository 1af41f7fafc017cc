// What the player shows at a step, as one PNG, sharp enough for slides and print.

import { pixelRatio, setLeastPixelRatio } from "./canvas.js";
import { compose } from "./composition.js";

const SHARP = 2; // pixels for one of the page, at least

/**
 * What pictures of a player are made of.
 * @typedef {object} Pictured
 * @property {import("./payload.js").Race} race
 * @property {import("./theme.js").Theme} theme
 * @property {HTMLElement} element
 * @property {import("./landscape.js").LandscapeView} landscape
 * @property {import("./charts.js").Charts} charts
 * @property {import("./playback.js").Playback} playback
 * @property {AbortSignal} signal aborted when the player is gone
 * @property {() => void} draw what moves
 * @property {() => Promise<void>} refresh what stands still
 */

/** @param {Pictured} pictured at rest @returns {Promise<File>} */
export async function screenshot(pictured) {
  setLeastPixelRatio(SHARP);
  try {
    await pictured.refresh();
    const { canvas, paint } = await compose(pictured, pixelRatio());
    paint(); // after all waiting, so that every canvas shows the same moment
    /** @type {Blob | null} */
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("It is too large for this browser: make the window smaller.");
    const { step } = pictured.playback.clock;
    const name = fileName(pictured.race.title, `-step-${step}.png`);
    return new File([blob], name, { type: blob.type });
  } finally {
    setLeastPixelRatio(1);
    await pictured.refresh();
  }
}

/** A title, and an ending, as the name of a file. @param {string} title @param {string} ending */
export function fileName(title, ending) {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${plain || "race"}${ending}`;
}
