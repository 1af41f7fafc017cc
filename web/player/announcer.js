// Words of the player: those said to screen readers, and those shown when something fails.

export class Voice {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.spoken = parent.appendChild(document.createElement("div"));
    this.spoken.className = "player-spoken";
    this.spoken.setAttribute("aria-live", "polite");
    this.shown = parent.appendChild(document.createElement("div"));
    this.shown.className = "player-failure";
    this.shown.setAttribute("role", "alert");
    this.shown.hidden = true;
  }

  say(text) {
    this.spoken.textContent = text;
  }

  /** Say on the page that something could not be drawn. */
  fail(error) {
    this.shown.textContent = `The picture could not be drawn. ${error.message}`;
    this.shown.hidden = false;
    console.error(error);
  }

  recover() {
    this.shown.hidden = true;
  }
}
