// A race as an animated GIF, which slides play by themselves: frames at even times, one by one.

import { applyPalette, quantize } from "../vendor/gifenc.js";
import { AnimatedGif, COLORS } from "./animated_gif.js";
import { compose } from "./composition.js";
import { fileName } from "./screenshot.js";

const WIDEST = 900; // pixels
const FRAMES = 100; // of the whole race
const PACE = 70; // milliseconds for each: 14 a second, 7 seconds in all
const LAST = 2500; // for which the end is shown
const SAMPLED = 6; // frames whose colours are counted
const PAD = 32; // of the picture, left and right together

/**
 * Go through a race from its start to its end. Whoever moves it meanwhile gives it up.
 * @param {import("./screenshot.js").Pictured} pictured at rest
 * @param {AbortSignal} aborted gives it up
 * @param {(part: number) => void} progress how much is done
 * @returns {Promise<File | null>} nothing if it was given up
 */
export async function recordGif(pictured, aborted, progress) {
  const { playback, landscape, element, race, signal } = pictured;
  const { clock } = playback;
  const before = clock.time;
  const { width } = element.getBoundingClientRect();
  const ratio = Math.min(1, WIDEST / (width + PAD));
  const { canvas, context, paint } = await compose(pictured, ratio, { willReadFrequently: true });
  const { projection, runs } = landscape;
  let here = before;
  const moved = () =>
    clock.time !== here ||
    clock.playing ||
    landscape.projection?.key !== projection?.key ||
    landscape.runs !== runs;
  /** @param {number} part of the race */
  const shot = (part) => {
    clock.seek(part * clock.steps);
    here = clock.time;
    paint();
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const sampled = new Uint8ClampedArray(SAMPLED * canvas.width * canvas.height * 4);
  for (let k = 0; k < SAMPLED; k++) {
    sampled.set(shot(k / (SAMPLED - 1)), (k * sampled.length) / SAMPLED);
  }
  const palette = quantize(sampled, COLORS);
  const gif = new AnimatedGif(canvas.width, canvas.height, palette);
  for (let k = 0; k <= FRAMES; k++) {
    gif.add(applyPalette(shot(k / FRAMES), palette), k < FRAMES ? PACE : LAST);
    progress(k / FRAMES);
    await new Promise((resolve) => setTimeout(resolve)); // who wants to give it up can say so
    if (signal.aborted || moved()) return null;
    if (aborted.aborted) break;
  }
  playback.seek(before);
  if (aborted.aborted) return null;
  return new File([gif.bytes()], fileName(race.title, ".gif"), { type: "image/gif" });
}
