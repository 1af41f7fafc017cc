// A start that is dragged, put elsewhere or put back: what the server is told, and what plays meanwhile.

import { Outbox } from "../common/outbox.js";
import { StartHandles } from "./start.js";

/** @typedef {import("./start.js").Start} Start */
/** @typedef {(name: string, value: unknown) => void} Send */

export class StartDrag {
  handles;
  outbox;
  #playback;
  #send;
  /** What played when the drag began. @type {{time: number, playing: boolean} | null} */
  #before = null;
  /** @type {Start | null} where the start was before a click */
  #undo = null;

  /**
   * @param {import("./landscape.js").LandscapeView} landscape
   * @param {import("./playback.js").Playback} playback
   * @param {() => Send | undefined} send nothing where nobody answers: the start then stays
   * @param {AbortSignal} signal
   */
  constructor(landscape, playback, send, signal) {
    this.#playback = playback;
    this.#send = send;
    this.outbox = new Outbox(({ seq, made }) => send()?.("start", { ...made[0], seq }));
    const handlers = {
      grab: () => this.#grab(),
      move: (/** @type {Start} */ point) => this.#post(point, true),
      drop: (/** @type {Start} */ point) => this.#drop(point),
    };
    this.handles = new StartHandles(landscape, handlers, signal);
    landscape.onBuilt = () => send() && this.handles.attach();
    signal.addEventListener("abort", () => this.outbox.close());
  }

  /** Follow the server, unless the person is faster. @param {Start} start */
  follow(start) {
    if (!this.handles.held && !this.outbox.pending("start")) this.handles.point = start;
  }

  /** Put the start at a point of the plane. @param {Start | null | undefined} point */
  put(point) {
    if (!point || !this.#send()) return;
    this.#undo = this.handles.point;
    this.handles.put(point);
  }

  /** A click was the first half of a double click, and not meant as one. */
  undo() {
    if (this.#undo) this.handles.put(this.#undo);
    this.#undo = null;
  }

  update() {
    if (this.#send()) this.handles.update();
  }

  #grab() {
    const { clock } = this.#playback;
    this.#before = { time: clock.time, playing: clock.playing };
    this.#playback.seek(clock.steps); // whole paths follow the start
  }

  /** @param {Start} point */
  #drop(point) {
    this.#post(point, false);
    const before = this.#before;
    this.#before = null;
    if (!before) return;
    this.#playback.seek(before.playing ? 0 : before.time);
    if (before.playing) this.#playback.play();
  }

  /** @param {Start} point @param {boolean} live */
  #post(point, live) {
    this.outbox.post({ key: "start", p: point, live });
    this.#playback.wake();
  }
}
