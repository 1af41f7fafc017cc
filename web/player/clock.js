// Where the race is, and how it moves on. Time is counted in steps, fractions included.

const SECONDS = 7; // a whole race at speed 1, however many steps it has

export class Clock {
  constructor() {
    this.time = 0;
    this.steps = 1;
    this.speed = 1;
    this.loop = false;
    this.playing = false;
  }

  get step() {
    return Math.floor(this.time + 1e-9);
  }

  get finished() {
    return this.time >= this.steps;
  }

  /** Take another number of steps: who had finished has finished the longer race too. */
  resize(steps) {
    this.time = this.finished ? steps : Math.min(this.time, steps);
    this.steps = steps;
  }

  play() {
    if (this.finished) this.time = 0;
    this.playing = true;
  }

  pause() {
    this.playing = false;
  }

  /** Go to a whole step. */
  seek(step) {
    this.time = Math.max(0, Math.min(this.steps, step));
  }

  /** Step by one, from the middle of a step to its end. */
  nudge(direction) {
    this.seek(direction > 0 ? this.step + 1 : Math.ceil(this.time - 1e-9) - 1);
  }

  /**
   * Move on while playing.
   * @param {number} seconds since the last frame
   * @returns {boolean} whether the race ended in this frame
   */
  advance(seconds) {
    if (!this.playing) return false;
    this.time += (seconds * this.speed * this.steps) / SECONDS;
    if (this.time < this.steps) return false;
    if (this.loop) {
      this.time = 0;
      return false;
    }
    this.time = this.steps;
    this.playing = false;
    return true;
  }
}
