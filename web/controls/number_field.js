// A number: typed, and moved along a slider.

import { element } from "../common/dom.js";
import { Field } from "./field.js";
import { scaleOf, written } from "./slider_scale.js";

/** @typedef {import("./told.js").NumberTold} NumberTold */

const COMMA = /^(-?\d*),(\d+)$/; // where a person writes 0,5

/** @extends {Field<NumberTold>} */
export class NumberField extends Field {
  #scale;
  #typed = document.createElement("input");
  /** @type {HTMLInputElement | null} */
  #slider = null;
  /** @type {number | null} */
  #value = null;
  #sliding = false;
  #previewed = false;

  /** @param {NumberTold} told @param {import("../common/outbox.js").Outbox} outbox */
  constructor(told, outbox) {
    super(told, outbox);
    this.#scale = scaleOf(told);
    const typed = this.#typed;
    Object.assign(typed, { type: "text", inputMode: "decimal", autocomplete: "off" });
    typed.placeholder = told.off ?? "";
    const row = element("div", { className: "controls-row" });
    if (told.slider === false) {
      this.element.prepend(this.label(typed), row);
    } else {
      const slider = element("input", { parent: row });
      Object.assign(slider, { type: "range", min: 0, max: this.#scale.ticks, step: 1 });
      typed.setAttribute("aria-label", `${told.label}, typed`);
      this.element.prepend(this.label(slider), row);
      this.#slider = slider;
      this.#listenToSlider(slider);
    }
    row.append(typed);
    typed.addEventListener("input", () => {
      this.held = true;
    });
    typed.addEventListener("change", () => this.#take());
    typed.addEventListener("blur", () => this.#take());
    typed.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /**
   * A slider that a finger or the mouse holds is only previewed; one moved by a key counts.
   * @param {HTMLInputElement} slider
   */
  #listenToSlider(slider) {
    slider.addEventListener("pointerdown", () => {
      this.#sliding = true;
    });
    slider.addEventListener("input", () => {
      this.#value = this.#scale.at(Number(slider.value));
      this.complain(null);
      this.#write();
      this.#previewed = this.#sliding;
      this.change(this.#value, this.#previewed);
    });
    const release = () => {
      if (this.#previewed) this.change(this.#value);
      this.#sliding = false;
      this.#previewed = false;
    };
    for (const end of ["change", "pointerup", "pointercancel"]) slider.addEventListener(end, release);
  }

  /** A number was typed: tell it, or say what is wrong with it. */
  #take() {
    if (!this.held) return;
    this.held = false;
    const { low, high, whole, off } = this.told;
    const text = this.#typed.value.trim().replace(COMMA, "$1.$2");
    const value = Number(text);
    if (!text && off && off !== "mixed") this.#settle(null);
    else if (!text || !Number.isFinite(value)) this.#refuse("is not a number");
    else if (value < low || value > high) this.#refuse("is out of range");
    else if (whole && !Number.isInteger(value)) this.#refuse("is not a whole number");
    else this.#settle(value);
  }

  /** @param {string} problem */
  #refuse(problem) {
    const { low, high } = this.told;
    const text = this.#typed.value || "Nothing";
    this.complain(`${text} ${problem}: allowed ${written(low)} to ${written(high)}`);
  }

  /** @param {number | null} value */
  #settle(value) {
    const changed = value !== this.#value;
    this.complain(null);
    this.#value = value;
    this.#write();
    if (changed) this.change(value);
  }

  /**
   * Arrows in the typed number walk along the slider; Escape gives up what was typed.
   * @param {KeyboardEvent} event
   */
  #onKey(event) {
    if (event.key === "Escape") {
      this.held = false;
      this.complain(null);
      this.show();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      this.held = false;
      const direction = event.key === "ArrowUp" ? 1 : -1;
      this.#settle(this.#scale.at(this.#scale.of(this.#value ?? this.told.low) + direction));
    }
  }

  show() {
    if (this.#sliding) return;
    this.#value = this.told.value;
    this.#write();
  }

  #write() {
    const value = this.#value;
    this.#typed.value = written(value);
    const slider = this.#slider;
    if (!slider) return;
    const tick = value === null ? 0 : this.#scale.of(value);
    if (!this.#sliding) slider.value = String(tick);
    slider.style.setProperty("--done", String(tick / this.#scale.ticks));
    slider.setAttribute("aria-valuetext", written(value) || this.told.off || "");
    slider.dataset.off = String(value === null);
  }
}
