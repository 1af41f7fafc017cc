// A text under a name in the browser's own storage. It is handed to the page once, and again where
// another window of the same browser wrote there meanwhile: the page then puts both together.

const PREFIX = "loss-landscapes/";

/**
 * @typedef {object} Told
 * @property {string} name
 * @property {number} most characters of any text that the page would read
 * @property {string | null} text what is to be kept; without one the page has nothing yet
 * @property {number} seen the number of the last message that the page has seen
 */

/** @typedef {{seq: number, keeps: boolean, text: string}} Found */

export class BrowserStorage {
  /** @type {(found: Found) => void} */
  send = () => {};
  #name = "";
  #most = 0;
  #known = "";
  #sequence = 0;

  /** @param {Told} told */
  receive({ name, most, text, seen }) {
    this.#sequence = Math.max(this.#sequence, seen);
    if (name !== this.#name) {
      [this.#name, this.#most] = [name, most];
      this.#hand();
    } else if (text !== null && text !== this.#known) {
      this.#keep(text);
    }
  }

  /** Hand the page what is kept, cut where it is longer than any text that the page would read. */
  #hand() {
    const { keeps, text } = this.#read();
    this.#known = text;
    this.#tell(keeps, text.slice(0, this.#most + 1));
  }

  /** @param {string} text */
  #keep(text) {
    const { keeps, text: stored } = this.#read();
    if (keeps && stored && stored !== this.#known) {
      this.#hand();
      return;
    }
    this.#known = text;
    try {
      localStorage.setItem(PREFIX + this.#name, text);
    } catch {
      this.#tell(false, "");
    }
  }

  /** @param {boolean} keeps @param {string} text */
  #tell(keeps, text) {
    this.#sequence += 1;
    this.send({ seq: this.#sequence, keeps, text });
  }

  /** Whether anything can be kept, and what is. */
  #read() {
    try {
      const probe = `${PREFIX}probe`;
      localStorage.setItem(probe, "1");
      localStorage.removeItem(probe);
      return { keeps: true, text: localStorage.getItem(PREFIX + this.#name) ?? "" };
    } catch {
      return { keeps: false, text: "" };
    }
  }
}
