// The fields: a number (number_field.js), a choice, chips, a line of text. Each shows what it is told
// and says what a person did with it; what they hold in their hands is not taken out of them.

import { element } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { Field } from "./field.js";
import { NumberField } from "./number_field.js";

/** @typedef {import("../common/outbox.js").Outbox} Outbox */
/** @typedef {import("./told.js").FieldTold} FieldTold */
/** @typedef {import("./told.js").ChoiceTold} ChoiceTold */
/** @typedef {import("./told.js").ChipsTold} ChipsTold */
/** @typedef {import("./told.js").TextTold} TextTold */

/**
 * What shows any field.
 * @typedef {{element: HTMLElement, update: (told: FieldTold, refusal: string | null) => void}} Shown
 */

/** @param {FieldTold} told the field as the server describes it @param {Outbox} outbox @returns {Shown} */
export function makeField(told, outbox) {
  switch (told.kind) {
    case "number":
      return /** @type {Shown} */ (new NumberField(told, outbox));
    case "choice":
      return /** @type {Shown} */ (new ChoiceField(told, outbox));
    case "chips":
      return /** @type {Shown} */ (new ChipsField(told, outbox));
    case "text":
      return /** @type {Shown} */ (new TextField(told, outbox));
  }
}

/** @extends {Field<ChoiceTold>} */
class ChoiceField extends Field {
  #select = document.createElement("select");

  /** @param {ChoiceTold} told @param {Outbox} outbox */
  constructor(told, outbox) {
    super(told, outbox);
    for (const [group, options] of told.options) {
      const shown = options.map(([value, text]) => new Option(text, value));
      if (!group) this.#select.append(...shown);
      else {
        const parent = document.createElement("optgroup");
        parent.label = group;
        parent.append(...shown);
        this.#select.append(parent);
      }
    }
    this.element.prepend(this.label(this.#select), this.#select);
    this.#select.addEventListener("change", () => this.change(this.#select.value));
  }

  show() {
    this.#select.value = this.told.value;
  }
}

/** @extends {Field<ChipsTold>} */
class ChipsField extends Field {
  #buttons;

  /** @param {ChipsTold} told @param {Outbox} outbox */
  constructor(told, outbox) {
    super(told, outbox);
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", told.label);
    const row = element("div", { className: "controls-row" });
    this.#buttons = told.options.map(([value, text]) => {
      const button = element("button", { parent: row });
      button.type = "button";
      button.value = value;
      button.title = text;
      button.innerHTML = icon(value, 18);
      element("span", { text, parent: button });
      button.addEventListener("click", () => this.change(value));
      return button;
    });
    this.element.prepend(row);
  }

  show() {
    const { value, allowed } = this.told;
    const choosing = value !== undefined && value !== null;
    for (const button of this.#buttons) {
      button.disabled = allowed === false;
      if (choosing) button.setAttribute("aria-pressed", String(button.value === value));
      else button.removeAttribute("aria-pressed");
    }
  }
}

/** @extends {Field<TextTold>} */
class TextField extends Field {
  #input = document.createElement("input");

  /** @param {TextTold} told @param {Outbox} outbox */
  constructor(told, outbox) {
    super(told, outbox);
    const input = this.#input;
    Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false });
    this.element.prepend(this.label(input), input);
    input.addEventListener("input", () => {
      this.held = true;
    });
    input.addEventListener("change", () => {
      this.held = false;
      this.change(input.value);
    });
  }

  show() {
    this.#input.value = this.told.value;
  }
}
