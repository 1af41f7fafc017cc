// Words of the player: those said to screen readers, and those shown when something fails.

import { element } from "../common/dom.js";

export class Announcer {
  #spoken;
  #shown;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.#spoken = element("div", { className: "player-spoken", parent });
    this.#spoken.setAttribute("aria-live", "polite");
    this.#shown = element("div", { className: "player-failure", parent });
    this.#shown.setAttribute("role", "alert");
    this.#shown.hidden = true;
  }

  /** @param {string} text */
  say(text) {
    this.#spoken.textContent = text;
  }

  /** Say on the page that something could not be drawn. @param {unknown} error */
  fail(error) {
    const message = error instanceof Error ? error.message : String(error);
    this.#shown.textContent = `The picture could not be drawn. ${message}`;
    this.#shown.hidden = false;
    console.error(error);
  }

  recover() {
    this.#shown.hidden = true;
  }
}
