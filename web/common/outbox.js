// Changes on their way to the server: at most one message under way. What is changed meanwhile
// waits, and of one thing only the newest; no thing's change is lost. A server that is interrupted
// by every event of a drag would finish none of its pictures.

const LOST_AFTER = 4000; // milliseconds; a server that answers later is asked again

/**
 * What is changed, and whatever else there is to say about it.
 * @typedef {{key: string, [more: string]: unknown}} Change
 */

/** @typedef {{seq: number, made: Change[]}} Message */

export class Outbox {
  /** @type {Change[]} */
  #waiting = [];
  /** @type {Change[]} */
  #sent = [];
  #sequence = 0;
  #seen = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(message: Message) => void} send */
  constructor(send = () => {}) {
    this.send = send;
  }

  /** Whether the server has not yet seen the newest change of a thing. @param {string} key */
  pending(key) {
    const sent = this.#seen < this.#sequence ? this.#sent : [];
    return [...this.#waiting, ...sent].some((change) => change.key === key);
  }

  /** @param {Change} change */
  post(change) {
    this.#waiting = [...this.#waiting.filter(({ key }) => key !== change.key), change];
    this.#next();
  }

  /**
   * The server has seen all messages up to this number, perhaps from an earlier life of the page.
   * @param {number} sequence
   */
  acknowledge(sequence) {
    this.#seen = Math.max(this.#seen, sequence);
    this.#sequence = Math.max(this.#sequence, sequence);
    this.#next();
  }

  #next() {
    if (!this.#waiting.length || this.#seen < this.#sequence) return;
    this.#sequence += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.acknowledge(this.#sequence), LOST_AFTER);
    [this.#sent, this.#waiting] = [this.#waiting, []];
    this.send({ seq: this.#sequence, made: this.#sent });
  }

  close() {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }
}
