// Events on their way to the server: at most one under way, the newest next, the last one never lost.
// A server that is interrupted by every event of a drag would finish none of its pictures.

const LOST_AFTER = 4000; // milliseconds; a server that answers later is asked again

export class Mailbox {
  /** @param {(value: object) => void} send */
  constructor(send) {
    this.send = send;
    this.sequence = 0;
    this.acknowledged = 0;
    this.waiting = null;
    this.timer = 0;
  }

  /** Whether the server has not yet seen the newest event. */
  get pending() {
    return this.waiting !== null || this.acknowledged < this.sequence;
  }

  post(value) {
    this.waiting = value;
    this.next();
  }

  /** The server has seen all events up to this number, perhaps from an earlier life of the page. */
  acknowledge(sequence) {
    this.acknowledged = Math.max(this.acknowledged, sequence);
    this.sequence = Math.max(this.sequence, sequence);
    this.next();
  }

  next() {
    if (!this.waiting || this.acknowledged < this.sequence) return;
    this.sequence += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.acknowledge(this.sequence), LOST_AFTER);
    this.send({ ...this.waiting, seq: this.sequence });
    this.waiting = null;
  }

  close() {
    clearTimeout(this.timer);
    this.waiting = null;
  }
}
