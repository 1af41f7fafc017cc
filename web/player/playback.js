// How a race plays: its clock, and one loop of frames that runs while anything moves.

import { Clock } from "./clock.js";

const LONGEST_FRAME = 0.1; // seconds that count, when a page was hidden meanwhile

/**
 * @typedef {object} Handlers
 * @property {() => void} draw
 * @property {() => void} changed the clock is set anew: what shows it must follow at once
 * @property {(words: string) => void} say
 * @property {() => string} summary said when the race ends
 */

export class Playback {
  clock = new Clock();
  #handlers;
  #signal;
  /** @type {number | null} */
  #frame = null;
  /** @type {number | null} when the last frame was, while playing */
  #ticked = null;

  /** @param {Handlers} handlers @param {AbortSignal} signal */
  constructor(handlers, signal) {
    this.#handlers = handlers;
    this.#signal = signal;
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frame ?? 0));
  }

  play() {
    this.clock.play();
    this.changed();
  }

  toggle() {
    const { clock } = this;
    if (clock.playing) clock.pause();
    else clock.play();
    this.#handlers.say(clock.playing ? "Playing" : `Paused at step ${clock.step}`);
    this.changed();
  }

  /** Go to a step and stay there. @param {number} step */
  seek(step) {
    this.clock.pause();
    this.clock.seek(step);
    this.changed();
  }

  /** @param {number} direction */
  nudge(direction) {
    this.clock.pause();
    this.clock.nudge(direction);
    this.changed();
  }

  pause() {
    this.clock.pause();
    this.changed();
  }

  replay() {
    this.seek(0);
    this.toggle();
  }

  /** @param {boolean} loop */
  setLoop(loop) {
    this.clock.loop = loop;
    this.#handlers.changed();
  }

  /** Something else is to be shown, and drawn. */
  changed() {
    this.#handlers.changed();
    this.wake();
  }

  /** Whether no frame is asked for. */
  get idle() {
    return this.#frame === null;
  }

  /** Ask for a frame. While nothing moves, none is asked for. */
  wake() {
    if (!this.#signal.aborted) this.#frame ??= requestAnimationFrame((now) => this.#tick(now));
  }

  /** @param {number} now */
  #tick(now) {
    this.#frame = null;
    const passed = this.#ticked === null ? 0 : (now - this.#ticked) / 1000;
    if (this.clock.advance(Math.min(passed, LONGEST_FRAME))) {
      this.#handlers.say(`Finished. ${this.#handlers.summary()}`);
    }
    this.#ticked = this.clock.playing ? now : null;
    this.#handlers.draw();
    if (this.clock.playing) this.wake();
  }
}
