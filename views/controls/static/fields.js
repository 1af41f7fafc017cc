// The fields: a number, a choice, chips, a line of text. Each shows what it is told and says what a
// person did with it; what they hold in their hands is not taken out of them.

import { icon } from "../../icons.js";
import { scaleOf, written } from "./scale.js";

let made = 0;

/**
 * @param {object} told the field as the server describes it
 * @param {import("../../outbox.js").Outbox} outbox
 * @returns {{element: HTMLElement, update: (told: object, refusal: string | null) => void}}
 */
export function makeField(told, outbox) {
  return new { number: NumberField, choice: Choice, chips: Chips, text: Text }[told.kind](told, outbox);
}

class Field {
  constructor(told, outbox) {
    this.told = told;
    this.outbox = outbox;
    this.element = document.createElement("div");
    this.element.className = `controls-field controls-${told.kind}`;
    this.element.dataset.key = told.key;
    this.name = `controls-${(made += 1)}`;
    this.fill();
    this.complaint = document.createElement("p");
    Object.assign(this.complaint, { className: "controls-complaint", hidden: true });
    this.complaint.id = `${this.name}-complaint`;
    this.complaint.setAttribute("role", "alert");
    this.element.append(this.complaint);
  }

  label(control) {
    const label = document.createElement("label");
    label.textContent = this.told.label;
    label.htmlFor = control.id = this.name;
    if (this.told.wordless) label.className = "controls-spoken";
    if (this.told.help) {
      (this.told.wordless ? control : label).title = this.told.help;
      control.setAttribute("aria-description", this.told.help);
    }
    return label;
  }

  /** Take what the server says, unless the person is just changing it or was refused. */
  update(told, refusal) {
    this.told = told;
    this.complain(refusal);
    if (refusal === null && !this.held && !this.outbox.pending(told.key)) this.show();
  }

  change(value, held = false) {
    this.outbox.post({ key: this.told.key, value, held });
  }

  complain(text) {
    if (!this.complaint) return;
    this.complaint.hidden = text === null;
    this.complaint.textContent = text ?? "";
    for (const input of this.element.querySelectorAll("input")) {
      input.setAttribute("aria-invalid", String(text !== null));
      input.setAttribute("aria-describedby", text === null ? "" : this.complaint.id);
    }
  }
}

class NumberField extends Field {
  fill() {
    this.scale = scaleOf(this.told);
    this.typed = document.createElement("input");
    Object.assign(this.typed, { type: "text", inputMode: "decimal", autocomplete: "off" });
    this.typed.placeholder = this.told.off ?? "";
    const row = document.createElement("div");
    row.className = "controls-row";
    if (this.told.slider !== false) {
      this.slider = document.createElement("input");
      Object.assign(this.slider, { type: "range", min: 0, max: this.scale.ticks, step: 1 });
      this.typed.setAttribute("aria-label", `${this.told.label}, typed`);
      this.element.append(this.label(this.slider));
      row.append(this.slider);
      this.listenToSlider();
    } else {
      this.element.append(this.label(this.typed));
    }
    row.append(this.typed);
    this.element.append(row);
    this.typed.addEventListener("input", () => (this.held = true));
    this.typed.addEventListener("change", () => this.take());
    this.typed.addEventListener("blur", () => this.take());
    this.typed.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** A slider that a finger or the mouse holds is only previewed; one moved by a key counts. */
  listenToSlider() {
    const { slider } = this;
    slider.addEventListener("pointerdown", () => (this.sliding = true));
    slider.addEventListener("input", () => {
      this.value = this.scale.at(Number(slider.value));
      this.complain(null);
      this.write();
      this.previewed = Boolean(this.sliding);
      this.change(this.value, this.previewed);
    });
    const release = () => {
      if (this.previewed) this.change(this.value);
      this.sliding = this.previewed = false;
    };
    for (const end of ["change", "pointerup", "pointercancel"]) slider.addEventListener(end, release);
  }

  /** A number was typed: tell it, or say what is wrong with it. */
  take() {
    if (!this.held) return;
    this.held = false;
    const text = this.typed.value.trim().replace(/^(-?\d*),(\d+)$/, "$1.$2");
    if (!text && this.told.off && this.told.off !== "mixed") return this.settle(null);
    const value = Number(text);
    const { low, high, whole } = this.told;
    if (!text || !Number.isFinite(value)) return this.refuse("is not a number");
    if (value < low || value > high) return this.refuse("is out of range");
    if (whole && !Number.isInteger(value)) return this.refuse("is not a whole number");
    return this.settle(value);
  }

  refuse(problem) {
    const { low, high } = this.told;
    this.complain(`${this.typed.value || "Nothing"} ${problem}: allowed ${written(low)} to ${written(high)}`);
  }

  settle(value) {
    this.complain(null);
    if (value === this.value) return this.write();
    this.value = value;
    this.write();
    return this.change(value);
  }

  /** Arrows in the typed number walk along the slider; Escape gives up what was typed. */
  onKey(event) {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Escape") {
      this.held = false;
      this.complain(null);
      this.show();
    } else if (direction) {
      event.preventDefault();
      this.held = false;
      const tick = this.scale.of(this.value ?? this.told.low) + direction;
      this.settle(this.scale.at(tick));
    }
  }

  show() {
    if (this.sliding) return;
    this.value = this.told.value;
    this.write();
  }

  write() {
    this.typed.value = written(this.value);
    if (!this.slider) return;
    const tick = this.value === null ? 0 : this.scale.of(this.value);
    if (!this.sliding) this.slider.value = String(tick);
    this.slider.style.setProperty("--done", String(tick / this.scale.ticks));
    this.slider.setAttribute("aria-valuetext", written(this.value) || this.told.off || "");
    this.slider.dataset.off = this.value === null;
  }
}

class Choice extends Field {
  fill() {
    this.select = document.createElement("select");
    for (const [group, options] of this.told.options) {
      const parent = group ? Object.assign(document.createElement("optgroup"), { label: group }) : this.select;
      parent.append(...options.map(([value, text]) => new Option(text, value)));
      if (group) this.select.append(parent);
    }
    this.element.append(this.label(this.select), this.select);
    this.select.addEventListener("change", () => this.change(this.select.value));
  }

  show() {
    this.select.value = this.told.value;
  }
}

class Chips extends Field {
  fill() {
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", this.told.label);
    const row = document.createElement("div");
    row.className = "controls-row";
    this.buttons = this.told.options.map(([value, text]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", value, title: text });
      button.innerHTML = icon(value, 18);
      const name = document.createElement("span");
      name.textContent = text;
      button.append(name);
      button.addEventListener("click", () => this.change(value));
      return button;
    });
    row.append(...this.buttons);
    this.element.append(row);
  }

  show() {
    const choosing = this.told.value !== undefined && this.told.value !== null;
    for (const button of this.buttons) {
      button.disabled = this.told.allowed === false;
      if (choosing) button.setAttribute("aria-pressed", String(button.value === this.told.value));
      else button.removeAttribute("aria-pressed");
    }
  }
}

class Text extends Field {
  fill() {
    this.input = document.createElement("input");
    Object.assign(this.input, { type: "text", autocomplete: "off", spellcheck: false });
    this.element.append(this.label(this.input), this.input);
    this.input.addEventListener("input", () => (this.held = true));
    this.input.addEventListener("change", () => {
      this.held = false;
      this.change(this.input.value);
    });
  }

  show() {
    this.input.value = this.told.value;
  }
}
