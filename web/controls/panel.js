// The controls of a page: groups of fields, kept up to date with what the server tells.

import { Outbox } from "../common/outbox.js";
import { Card, isCard, Plain } from "./groups.js";

/** @typedef {import("./told.js").GroupTold} GroupTold */
/** @typedef {import("./told.js").SectionTold} SectionTold */
/** @typedef {import("./told.js").OptionGroup} OptionGroup */

/**
 * @typedef {object} Told
 * @property {GroupTold[]} groups
 * @property {OptionGroup[][]} lists where a choice has a number for its options, they are the list
 *   at that place
 * @property {boolean} dark
 * @property {import("./groups.js").Refused} refused
 * @property {number} seen the number of the last message that the server has seen
 */

const CONTROLS = "input, select, button";

export class Panel {
  outbox = new Outbox();
  #element;
  /** @type {(Plain | Card)[]} */
  #groups = [];

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#element = element;
    element.className = "controls";
  }

  /** @param {Told} told */
  receive({ groups, lists, dark, refused, seen }) {
    fillIn(groups, lists);
    this.#element.dataset.dark = String(dark);
    this.outbox.acknowledge(seen);
    const more = groups.length > this.#groups.length && this.#groups.length > 0;
    const focus = this.#focused();
    this.#groups = groups.map((told, i) => this.#fitting(told, i, refused));
    this.#place(this.#groups.map(({ element }) => element));
    if (more && focus?.key === "add") this.#groups.at(-2)?.element.querySelector("select")?.focus();
    else if (focus && !document.activeElement?.closest(".controls")) this.#focus(focus);
  }

  /**
   * The group that stands there already, if it has the same fields; otherwise a new one.
   * @param {GroupTold} told @param {number} i @param {import("./groups.js").Refused} refused
   */
  #fitting(told, i, refused) {
    const old = this.#groups[i];
    if (isCard(told)) {
      const group = old instanceof Card && old.fits(told) ? old : new Card(told, this.outbox);
      if (old instanceof Card) group.details.open = old.details.open;
      group.update(told, refused);
      return group;
    }
    const group = old instanceof Plain && old.fits(told) ? old : new Plain(told, this.outbox);
    group.update(told, refused);
    return group;
  }

  /**
   * Put elements in order; one that stands right is not touched, since that takes its focus.
   * @param {HTMLElement[]} elements
   */
  #place(elements) {
    const { children } = this.#element;
    elements.forEach((element, i) => {
      if (i >= children.length) this.#element.append(element);
      else if (children[i] !== element) children[i].replaceWith(element);
    });
    while (children.length > elements.length) this.#element.lastElementChild?.remove();
  }

  #focused() {
    const { activeElement } = document;
    /** @type {HTMLElement | null | undefined} */
    const field = activeElement?.closest(".controls-field");
    if (!activeElement || !field || !this.#element.contains(field)) return null;
    const at = [...field.querySelectorAll(CONTROLS)].indexOf(activeElement);
    return { key: field.dataset.key ?? "", at };
  }

  /** @param {{key: string, at: number}} place */
  #focus({ key, at }) {
    const field = this.#element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    /** @type {NodeListOf<HTMLElement> | undefined} */
    const controls = field?.querySelectorAll(CONTROLS);
    controls?.[at]?.focus();
  }
}

/**
 * Put the lists into the choices that name them by a number.
 * @param {GroupTold[]} groups @param {OptionGroup[][]} lists
 */
function fillIn(groups, lists) {
  const sections = groups.flatMap((group) => (isCard(group) ? [group.head, ...group.sections] : group));
  for (const field of sections.flatMap(({ fields = [] }) => fields)) {
    if (field.kind !== "choice" || typeof field.options !== "number") continue;
    field.options = lists[field.options];
  }
}
