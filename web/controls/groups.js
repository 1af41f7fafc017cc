// Sections of fields, and the cards of the entrants. A group whose shape stays is only updated; one
// with other fields than before is built anew, and the focus finds its way back.

import { makeField } from "./fields.js";
import { icon } from "../common/icons.js";

/** What a field looks like but for its value: as long as this stays, so do its elements. */
const shapeOf = ({ value, allowed, ...rest }) => rest;
const shapesOf = (section) => ({
  title: section.title,
  fields: (section.fields ?? []).map(shapeOf),
  remove: section.remove && shapeOf(section.remove),
});

class Group {
  constructor(told, outbox) {
    this.element = document.createElement(told.sections ? "section" : "div");
    this.outbox = outbox;
    this.fields = [];
    this.build(told);
  }

  /** @returns {boolean} whether the group is still of this shape */
  fits(told) {
    return JSON.stringify(this.constructor.shape(told)) === this.shape;
  }

  update(told, refused) {
    this.take(told);
    for (const [field, find] of this.fields) {
      const one = find(told);
      field.update(one, refused?.key === one.key ? refused.text : null);
    }
  }

  /** Add a field that stands where `find` says in what is told. */
  field(parent, told, find) {
    const field = makeField(find(told), this.outbox);
    this.fields.push([field, find]);
    parent.append(field.element);
  }

  /** Add the fields of a section that stands where `find` says. */
  section(parent, told, find) {
    const section = find(told);
    const body = document.createElement("div");
    body.className = "controls-section";
    if (section.title) {
      const heading = document.createElement("h3");
      heading.textContent = section.title;
      body.append(heading);
    }
    if (section.remove) this.field(body, told, (from) => find(from).remove);
    (section.fields ?? []).forEach((_, i) => this.field(body, told, (from) => find(from).fields[i]));
    if (section.curve) {
      const curve = document.createElement("div");
      curve.className = "controls-curve";
      this.curves ??= [];
      this.curves.push([curve, (from) => find(from).curve]);
      body.append(curve);
    }
    if (body.childElementCount) parent.append(body);
  }

  drawCurves(told) {
    for (const [element, find] of this.curves ?? []) {
      const heights = find(told);
      const top = Math.max(1, ...heights);
      const points = heights.map(
        (y, i) => `${((i / Math.max(1, heights.length - 1)) * 240).toFixed(1)},${(42 - (y / top) * 40).toFixed(1)}`,
      );
      element.innerHTML =
        `<svg viewBox="0 0 240 44" preserveAspectRatio="none" role="img" aria-label="The schedule over the race, from ` +
        `${heights[0]} to ${heights.at(-1)}"><polyline points="${points.join(" ")}"/></svg>`;
    }
  }
}

export class Plain extends Group {
  static shape = shapesOf;

  build(told) {
    this.shape = JSON.stringify(Plain.shape(told));
    this.element.className = "controls-plain";
    this.section(this.element, told, (from) => from);
  }

  take(told) {
    this.drawCurves(told);
  }
}

export class Card extends Group {
  static shape({ head, sections }) {
    return { head: shapesOf(head), sections: sections.map((s) => ({ ...shapesOf(s), curved: Boolean(s.curve) })) };
  }

  build(told) {
    this.shape = JSON.stringify(Card.shape(told));
    this.element.className = "controls-card";
    this.element.setAttribute("role", "group");
    const head = document.createElement("div");
    head.className = "controls-head";
    this.swatch = document.createElement("i");
    this.swatch.className = "controls-swatch";
    head.append(this.swatch);
    this.section(head, told, (from) => from.head);
    this.details = document.createElement("details");
    this.summary = document.createElement("summary");
    this.words = document.createElement("span");
    this.summary.innerHTML = icon("fold", 18);
    this.summary.append(this.words);
    this.details.append(this.summary);
    told.sections.forEach((_, i) => this.section(this.details, told, (from) => from.sections[i]));
    this.element.append(head, this.details);
  }

  take(told) {
    const { color, dark, dash } = told.style;
    this.element.setAttribute("aria-label", told.title);
    this.words.textContent = told.summary;
    const edges = (dash.length ? dash : [1, 0]).reduce((sums, d) => [...sums, sums.at(-1) + d], [0]);
    const strokes = edges.slice(1).map((edge, i) => `${i % 2 ? "#0000" : "var(--stroke)"} ${edges[i]}px ${edge}px`);
    this.swatch.style.setProperty("--light", color);
    this.swatch.style.setProperty("--dark", dark);
    this.swatch.style.background = `repeating-linear-gradient(90deg, ${strokes.join(", ")})`;
    this.drawCurves(told);
  }
}
