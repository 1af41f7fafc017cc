// What all fields of the controls have in common: a label, a complaint, and changes on their way.

import { element } from "../common/dom.js";

let made = 0;

/**
 * A field of one kind; abstract.
 * @template {import("./told.js").FieldTold} Told
 */
export class Field {
  /** Whether the person is just changing it. */
  held = false;
  #outbox;
  #name;
  #complaint;

  /** @param {Told} told @param {import("../common/outbox.js").Outbox} outbox */
  constructor(told, outbox) {
    this.told = told;
    this.#outbox = outbox;
    this.element = element("div", { className: `controls-field controls-${told.kind}` });
    this.element.dataset.key = told.key;
    made += 1;
    this.#name = `controls-${made}`;
    this.#complaint = element("p", { className: "controls-complaint", parent: this.element });
    this.#complaint.hidden = true;
    this.#complaint.id = `${this.#name}-complaint`;
    this.#complaint.setAttribute("role", "alert");
  }

  /** A label for a control of the field. @param {HTMLElement} control */
  label(control) {
    const label = element("label", { text: this.told.label });
    control.id = this.#name;
    label.htmlFor = control.id;
    if (this.told.wordless) label.className = "controls-spoken";
    if (this.told.help) {
      (this.told.wordless ? control : label).title = this.told.help;
      control.setAttribute("aria-description", this.told.help);
    }
    return label;
  }

  /**
   * Take what the server says, unless the person is just changing it or was refused.
   * @param {Told} told @param {string | null} refusal
   */
  update(told, refusal) {
    this.told = told;
    this.complain(refusal);
    if (refusal === null && !this.held && !this.#outbox.pending(told.key)) this.show();
  }

  /** Show the value that is told. */
  show() {}

  /** @param {unknown} value @param {boolean} held */
  change(value, held = false) {
    this.#outbox.post({ key: this.told.key, value, held });
  }

  /** Say what is wrong with what was entered, or that nothing is. @param {string | null} text */
  complain(text) {
    this.#complaint.hidden = text === null;
    this.#complaint.textContent = text ?? "";
    for (const input of this.element.querySelectorAll("input")) {
      input.setAttribute("aria-invalid", String(text !== null));
      input.setAttribute("aria-describedby", text === null ? "" : this.#complaint.id);
    }
  }
}
