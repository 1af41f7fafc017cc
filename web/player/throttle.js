// A value that is sent at once, yet no more often than who gets it can follow; the newest is never lost.

/** @template Value */
export class Throttle {
  #sent;
  #last = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(value: Value) => void} send @param {Value} known what needs not be sent */
  constructor(send, known) {
    this.send = send;
    this.#sent = known;
  }

  /**
   * Called whenever there may be a new value.
   * @param {Value} value @param {number} interval milliseconds since the last one was sent
   */
  push(value, interval) {
    clearTimeout(this.#timer);
    if (value === this.#sent) return;
    const wait = this.#last + interval - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.push(value, interval), wait);
      return;
    }
    this.#sent = value;
    this.#last = performance.now();
    this.send(value);
  }

  close() {
    clearTimeout(this.#timer);
  }
}
