// A race as a video, filmed while it plays: the browser encodes what the canvas of the picture shows.

import { compose, slug } from "./screenshot.js";

const FRAMES = 30; // a second
const BITS = 8_000_000; // a second: lines stay sharp
const LAST = 1000; // milliseconds for which the end is shown
const KINDS = ["video/mp4;codecs=avc1.640028", "video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];

/**
 * Play a race from its start to its end, or until it is paused or looked at from elsewhere.
 * @param {object} player as of main.js
 * @returns {Promise<File>}
 */
export async function film(player) {
  const kind = KINDS.find((type) => window.MediaRecorder?.isTypeSupported(type));
  if (!kind) throw new Error("This browser does not record video.");
  const { clock, stage } = player;
  const { loop } = clock;
  player.seek(0);
  const { canvas, paint } = await compose(player, 1);
  paint();
  const stream = canvas.captureStream(FRAMES);
  const recorder = new MediaRecorder(stream, { mimeType: kind, videoBitsPerSecond: BITS });
  const pieces = [];
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  const ended = new Promise((resolve, reject) => {
    recorder.addEventListener("stop", resolve);
    recorder.addEventListener("error", () => reject(new Error("The browser stopped the recording.")));
  });
  try {
    const seen = stage.projection.key;
    const unmoved = () => stage.projection?.key === seen && !player.life.signal.aborted;
    recorder.start();
    clock.loop = false;
    player.toggle();
    let over = Infinity;
    while (unmoved() && performance.now() < over) {
      await new Promise(requestAnimationFrame);
      if (!clock.playing) over = Math.min(over, performance.now() + LAST);
      if (unmoved()) paint(); // what is not painted anew gets no time in the video
    }
    recorder.stop();
    await ended;
  } finally {
    clock.loop = loop;
    player.show();
    for (const track of stream.getTracks()) track.stop();
  }
  const type = kind.split(";")[0];
  return new File(pieces, `${slug(player.race.title)}.${type.split("/")[1]}`, { type });
}
