// A race as an animated GIF, which slides play by themselves: frames at even times, one by one.

import { COLORS, Gif } from "./gif.js";
import { Palette } from "./palette.js";
import { compose, slug } from "./screenshot.js";

const WIDEST = 900; // pixels
const FRAMES = 100; // of the whole race
const PACE = 7; // hundredths of a second for each: 14 a second, 7 seconds in all
const LAST = 250; // for which the end is shown
const LOOKED_AT = 6; // frames whose colours are counted
const PAD = 32; // of the picture, left and right together

/**
 * Go through a race from its start to its end. Whoever moves it meanwhile gives it up.
 * @param {object} player as of main.js, at rest
 * @param {AbortSignal} signal gives it up
 * @param {(part: number) => void} tell how much is done
 * @returns {Promise<File | null>} nothing if it was given up
 */
export async function reel(player, signal, tell) {
  const { clock, stage, race } = player;
  const before = clock.time;
  const { width } = player.element.getBoundingClientRect();
  const ratio = Math.min(1, WIDEST / (width + PAD));
  const { canvas, context, paint } = await compose(player, ratio, { willReadFrequently: true });
  const seen = stage.projection.key;
  let here = before;
  const moved = () =>
    clock.time !== here || clock.playing || stage.projection?.key !== seen || player.race !== race;
  const shot = (part) => {
    clock.seek(part * clock.steps);
    here = clock.time;
    paint();
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const palette = new Palette();
  for (let k = 0; k < LOOKED_AT; k++) palette.see(shot(k / (LOOKED_AT - 1)));
  const gif = new Gif(canvas.width, canvas.height, palette.choose(COLORS));
  for (let k = 0; k <= FRAMES; k++) {
    gif.add(palette.numbers(shot(k / FRAMES)), k < FRAMES ? PACE : LAST);
    tell(k / FRAMES);
    await new Promise((resolve) => setTimeout(resolve)); // who wants to give it up can say so
    if (player.life.signal.aborted || moved()) return null;
    if (signal.aborted) break;
  }
  player.seek(before);
  if (signal.aborted) return null;
  return new File([gif.blob()], `${slug(race.title)}.gif`, { type: "image/gif" });
}
