// Which step is shown, told to the page: at once, yet no more often than it can follow.

const MOVED = 250; // milliseconds between two words while a person moves the step
const PLAYING = 500;

export class Teller {
  /** @param {(step: number) => void} send */
  constructor(send) {
    this.send = send;
    this.told = 1; // where a player that tells begins
    this.last = -Infinity;
    this.timer = 0;
  }

  /** Called whenever something is shown: tells what is new, the newest never lost. */
  tell(step, playing) {
    clearTimeout(this.timer);
    if (step === this.told) return;
    const wait = this.last + (playing ? PLAYING : MOVED) - performance.now();
    if (wait > 0) {
      this.timer = setTimeout(() => this.tell(step, playing), wait);
      return;
    }
    this.told = step;
    this.last = performance.now();
    this.send(step);
  }

  close() {
    clearTimeout(this.timer);
  }
}
