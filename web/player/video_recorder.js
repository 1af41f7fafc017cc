// A race as a video, recorded while it plays: the browser encodes what the canvas of the picture shows.

import { compose } from "./composition.js";
import { fileName } from "./screenshot.js";

const FRAMES = 30; // a second
const BITS = 8_000_000; // a second: lines stay sharp
const LAST = 1000; // milliseconds for which the end is shown
const KINDS = [
  "video/mp4;codecs=avc1.640028",
  "video/webm;codecs=vp9",
  "video/webm;codecs=vp8",
  "video/webm",
];

/**
 * Play a race from its start to its end, or until it is paused or looked at from elsewhere.
 * @param {import("./screenshot.js").Pictured} pictured at rest
 * @returns {Promise<File>}
 */
export async function recordVideo(pictured) {
  const { playback, landscape, signal, race } = pictured;
  const kind = KINDS.find((type) => window.MediaRecorder?.isTypeSupported(type));
  if (!kind) throw new Error("This browser does not record video.");
  const { clock } = playback;
  const { loop } = clock;
  playback.seek(0);
  const { canvas, paint } = await compose(pictured, 1);
  paint();
  const stream = canvas.captureStream(FRAMES);
  const recorder = new MediaRecorder(stream, { mimeType: kind, videoBitsPerSecond: BITS });
  /** @type {Blob[]} */
  const chunks = [];
  recorder.addEventListener("dataavailable", ({ data }) => chunks.push(data));
  const ended = new Promise((resolve, reject) => {
    recorder.addEventListener("stop", resolve);
    recorder.addEventListener("error", () => reject(new Error("The browser stopped the recording.")));
  });
  try {
    const seen = landscape.projection?.key;
    const unmoved = () => landscape.projection?.key === seen && !signal.aborted;
    recorder.start();
    clock.loop = false;
    playback.toggle();
    let over = Number.POSITIVE_INFINITY;
    while (unmoved() && performance.now() < over) {
      await new Promise(requestAnimationFrame);
      if (!clock.playing) over = Math.min(over, performance.now() + LAST);
      if (unmoved()) paint(); // what is not painted anew gets no time in the video
    }
    recorder.stop();
    await ended;
  } finally {
    playback.setLoop(loop);
    for (const track of stream.getTracks()) track.stop();
  }
  const [type] = kind.split(";");
  return new File(chunks, fileName(race.title, type.replace("video/", ".")), { type });
}
