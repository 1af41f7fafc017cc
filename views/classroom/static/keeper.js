// A text under a name in the browser's own storage. It is handed to the page once, and again where
// another window of the same browser wrote there meanwhile: the page then puts both together.

const PREFIX = "loss-landscapes/";

export class Keeper {
  tell = () => {};

  /**
   * @param {{name: string, most: number, text: string | null, seen: number}} told `text` is what is
   *   to be kept; without one the page has nothing yet
   */
  receive({ name, most, text, seen }) {
    this.sequence = Math.max(this.sequence ?? 0, seen);
    if (name !== this.name) {
      [this.name, this.most] = [name, most];
      this.hand();
    } else if (text !== null && text !== this.known) {
      this.keep(text);
    }
  }

  /** Hand the page what is kept, cut where it is longer than any text that the page would read. */
  hand() {
    const [keeps, text] = this.read();
    this.known = text;
    this.sequence += 1;
    this.tell({ seq: this.sequence, keeps, text: text.slice(0, this.most + 1) });
  }

  keep(text) {
    const [keeps, stored] = this.read();
    if (keeps && stored && stored !== this.known) return this.hand();
    this.known = text;
    try {
      localStorage.setItem(PREFIX + this.name, text);
    } catch {
      this.tell({ seq: (this.sequence += 1), keeps: false, text: "" });
    }
    return undefined;
  }

  /** @returns {[keeps: boolean, text: string]} whether anything can be kept, and what is */
  read() {
    try {
      const probe = `${PREFIX}probe`;
      localStorage.setItem(probe, "1");
      localStorage.removeItem(probe);
      return [true, localStorage.getItem(PREFIX + this.name) ?? ""];
    } catch {
      return [false, ""];
    }
  }
}
