// Events on their way to the server: at most one under way, the newest next, nothing lost.
// A server that is interrupted by every event of a drag would finish none of its pictures.

const LOST_AFTER = 4000; // milliseconds; a server that answers later is asked again

export class Mailbox {
  /** @param {(name: string, value: object) => void} send */
  constructor(send) {
    this.send = send;
    this.sequence = 0;
    this.acknowledged = 0;
    /** @type {Map<string, object>} */
    this.waiting = new Map();
    this.newest = new Map();
    this.timer = 0;
  }

  get busy() {
    return this.acknowledged < this.sequence;
  }

  /** Whether the server has not yet seen the newest event of this name. */
  pending(name) {
    return this.waiting.has(name) || (this.newest.get(name) ?? 0) > this.acknowledged;
  }

  post(name, value) {
    this.waiting.set(name, value);
    this.next();
  }

  /** The server has seen all events up to this number, perhaps from an earlier life of the page. */
  acknowledge(sequence) {
    this.acknowledged = Math.max(this.acknowledged, sequence);
    this.sequence = Math.max(this.sequence, sequence);
    this.next();
  }

  next() {
    if (this.busy || !this.waiting.size) return;
    const [name, value] = this.waiting.entries().next().value;
    this.waiting.delete(name);
    this.sequence += 1;
    this.newest.set(name, this.sequence);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.acknowledge(this.sequence), LOST_AFTER);
    this.send(name, { ...value, seq: this.sequence });
  }

  close() {
    clearTimeout(this.timer);
    this.waiting.clear();
  }
}
