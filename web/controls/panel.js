// The controls of a page: groups of fields, kept up to date with what the server tells.

import { Outbox } from "../common/outbox.js";
import { Card, Plain } from "./groups.js";

export class Panel {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.outbox = new Outbox();
    this.groups = [];
    element.className = "controls";
  }

  /**
   * @param {{groups: object[], lists: object[], dark: boolean, refused: object | null, seen: number}}
   *   told where a choice has a number for its options, they are the list at that place
   */
  receive({ groups, lists, dark, refused, seen }) {
    for (const field of choices(groups)) field.options = lists[field.options] ?? field.options;
    this.element.dataset.dark = dark;
    this.outbox.acknowledge(seen);
    const more = groups.length > this.groups.length && this.groups.length > 0;
    const focus = this.focused();
    this.groups = groups.map((told, i) => this.fitting(told, i));
    this.place(this.groups.map(({ element }) => element));
    this.groups.forEach((group, i) => group.update(groups[i], refused));
    if (more && focus?.key === "add") this.groups.at(-2).element.querySelector("select").focus();
    else if (focus && !document.activeElement?.closest(".controls")) this.focus(focus);
  }

  /** The group that stands there already, if it has the same fields; otherwise a new one. */
  fitting(told, i) {
    const old = this.groups[i];
    const kind = told.sections ? Card : Plain;
    if (old instanceof kind && old.fits(told)) return old;
    const group = new kind(told, this.outbox);
    if (kind === Card && old?.details) group.details.open = old.details.open;
    return group;
  }

  /** Put elements in order; one that stands right is not touched, since that takes its focus. */
  place(elements) {
    const { children } = this.element;
    elements.forEach((element, i) => {
      if (i >= children.length) this.element.append(element);
      else if (children[i] !== element) children[i].replaceWith(element);
    });
    while (children.length > elements.length) this.element.lastElementChild.remove();
  }

  focused() {
    const field = document.activeElement?.closest(".controls-field");
    if (!field || !this.element.contains(field)) return null;
    const inputs = [...field.querySelectorAll("input, select, button")];
    return { key: field.dataset.key, at: inputs.indexOf(document.activeElement) };
  }

  focus({ key, at }) {
    const field = this.element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    field?.querySelectorAll("input, select, button")[at]?.focus();
  }
}

/** Every choice in the groups. */
function choices(groups) {
  const sections = groups.flatMap((group) => (group.sections ? [group.head, ...group.sections] : group));
  return sections.flatMap(({ fields = [] }) => fields).filter(({ kind }) => kind === "choice");
}
