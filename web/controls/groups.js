// Sections of fields, and the cards of the entrants. A group whose shape stays is only updated; one
// with other fields than before is built anew, and the focus finds its way back.

import { element } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { makeField } from "./fields.js";

/** @typedef {import("../common/outbox.js").Outbox} Outbox */
/** @typedef {import("./told.js").CardTold} CardTold */
/** @typedef {import("./told.js").FieldTold} FieldTold */
/** @typedef {import("./told.js").GroupTold} GroupTold */
/** @typedef {import("./told.js").SectionTold} SectionTold */

/** What was refused of a field, if anything was. @typedef {{key: string, text: string} | null} Refused */

/** Whether a group is the card of an entrant. @param {GroupTold} told @returns {told is CardTold} */
export function isCard(told) {
  return "sections" in told;
}

/**
 * What a section looks like but for its values: as long as this stays, so do its elements.
 * @param {SectionTold} section
 */
function shapeOf({ title, fields = [], remove, curve }) {
  const fixed = [...fields, ...(remove ? [remove] : [])].map((field) => ({
    ...field,
    value: undefined,
    allowed: undefined,
  }));
  return [title, fixed, Boolean(curve), Boolean(remove)];
}

/**
 * A group of one kind; abstract.
 * @template {GroupTold} Told
 */
class Group {
  /** @type {{key: string, field: import("./fields.js").Shown}[]} */
  #fields = [];
  /** @type {{curve: HTMLElement, place: number}[]} */
  #curves = [];
  #outbox;
  #shape;

  /** @param {HTMLElement} element @param {SectionTold[]} sections @param {Outbox} outbox */
  constructor(element, sections, outbox) {
    this.element = element;
    this.#outbox = outbox;
    this.#shape = JSON.stringify(sections.map(shapeOf));
  }

  /**
   * The sections of a group, in the order in which they stand.
   * @param {Told} _told
   * @returns {SectionTold[]}
   */
  sections(_told) {
    return [];
  }

  /** Whether the group is still of this shape. @param {Told} told */
  fits(told) {
    return JSON.stringify(this.sections(told).map(shapeOf)) === this.#shape;
  }

  /** @param {Told} told @param {Refused} refused */
  update(told, refused) {
    const sections = this.sections(told);
    const fields = sections.flatMap(fieldsOf);
    this.#fields.forEach(({ field }, i) => {
      const one = fields[i];
      field.update(one, refused?.key === one.key ? refused.text : null);
    });
    for (const { curve, place } of this.#curves) curve.innerHTML = plot(sections[place].curve ?? []);
  }

  /**
   * Add the elements of a section.
   * @param {HTMLElement} parent @param {SectionTold} section @param {number} place among the sections
   */
  add(parent, section, place) {
    const body = element("div", { className: "controls-section" });
    if (section.title) element("h3", { text: section.title, parent: body });
    for (const told of fieldsOf(section)) {
      const field = makeField(told, this.#outbox);
      this.#fields.push({ key: told.key, field });
      body.append(field.element);
    }
    if (section.curve) {
      const curve = element("div", { className: "controls-curve", parent: body });
      this.#curves.push({ curve, place });
    }
    if (body.childElementCount) parent.append(body);
  }
}

/**
 * The fields of a section in the order in which they stand.
 * @param {SectionTold} section
 * @returns {FieldTold[]}
 */
function fieldsOf({ remove, fields = [] }) {
  return remove ? [remove, ...fields] : fields;
}

/** A small picture of a schedule. @param {number[]} heights */
function plot(heights) {
  const top = Math.max(1, ...heights);
  const wide = Math.max(1, heights.length - 1);
  const points = heights.map(
    (y, i) => `${((i / wide) * 240).toFixed(1)},${(42 - (y / top) * 40).toFixed(1)}`,
  );
  const ends = `from ${heights[0]} to ${heights.at(-1)}`;
  return (
    `<svg viewBox="0 0 240 44" preserveAspectRatio="none" role="img"` +
    ` aria-label="The schedule over the race, ${ends}"><polyline points="${points.join(" ")}"/></svg>`
  );
}

/** @extends {Group<SectionTold>} */
export class Plain extends Group {
  /** @param {SectionTold} told @param {Outbox} outbox */
  constructor(told, outbox) {
    super(element("div", { className: "controls-plain" }), [told], outbox);
    this.add(this.element, told, 0);
  }

  /** @param {SectionTold} told */
  sections(told) {
    return [told];
  }
}

/** @extends {Group<CardTold>} */
export class Card extends Group {
  #swatch;
  #words = document.createElement("span");

  /** @param {CardTold} told @param {Outbox} outbox */
  constructor(told, outbox) {
    super(element("section", { className: "controls-card" }), [told.head, ...told.sections], outbox);
    this.element.setAttribute("role", "group");
    const head = element("div", { className: "controls-head", parent: this.element });
    this.#swatch = element("i", { className: "controls-swatch", parent: head });
    this.add(head, told.head, 0);
    this.details = element("details", { parent: this.element });
    const summary = element("summary", { parent: this.details });
    summary.innerHTML = icon("fold", 18);
    summary.append(this.#words);
    for (const [i, section] of told.sections.entries()) this.add(this.details, section, i + 1);
  }

  /** @param {CardTold} told */
  sections(told) {
    return [told.head, ...told.sections];
  }

  /** @param {CardTold} told @param {Refused} refused */
  update(told, refused) {
    super.update(told, refused);
    this.element.setAttribute("aria-label", told.title);
    this.#words.textContent = told.summary;
    const { color, dark, dash } = told.style;
    const { style } = this.#swatch;
    style.setProperty("--light", color);
    style.setProperty("--dark", dark);
    style.background = `repeating-linear-gradient(90deg, ${stripes(dash)})`;
  }
}

/** A dashed line as the stripes of a gradient. @param {number[]} dash */
function stripes(dash) {
  let from = 0;
  const parts = (dash.length ? dash : [1, 0]).map((length, i) => {
    const stripe = `${i % 2 ? "#0000" : "var(--stroke)"} ${from}px ${from + length}px`;
    from += length;
    return stripe;
  });
  return parts.join(", ");
}
