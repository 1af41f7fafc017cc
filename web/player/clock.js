// Where the race is, and how it moves on. Time is counted in steps, fractions included.

const SECONDS = 7; // a whole race at speed 1, however many steps it has
const ROUNDING = 1e-9; // steps by which a sum of fractions may miss a whole one

/** The whole step that is reached at a time. @param {number} time */
export function stepAt(time) {
  return Math.floor(time + ROUNDING);
}

export class Clock {
  time = 0;
  steps = 1;
  speed = 1;
  loop = false;
  playing = false;

  get step() {
    return stepAt(this.time);
  }

  get finished() {
    return this.time >= this.steps;
  }

  /**
   * Take another number of steps: who had finished has finished the longer race too.
   * @param {number} steps
   */
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

  /** Go to a step. @param {number} step */
  seek(step) {
    this.time = Math.max(0, Math.min(this.steps, step));
  }

  /** Step by one, from the middle of a step to its end. @param {number} direction */
  nudge(direction) {
    this.seek(direction > 0 ? this.step + 1 : Math.ceil(this.time - ROUNDING) - 1);
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
