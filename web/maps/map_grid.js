// Maps of one surface side by side: what is pointed at on one is shown on all.

import { closest, element } from "../common/dom.js";
import { short } from "../common/format.js";
import { MapCanvas } from "./map_canvas.js";
import { factsOf, startOf } from "./maps.js";

/** @typedef {import("./maps.js").Maps} Maps */
/** @typedef {import("./maps.js").Look} Look */
/** @typedef {import("./maps.js").Cell} Cell */
/** @typedef {{x: number, y: number, about: string, open: boolean, number: number}} Pick */

const FASTER = 10; // starts that the cursor passes with Shift
const SPEAK_AFTER = 250; // milliseconds at rest: who holds a key down wants no words
/** @type {Record<string, [up: number, right: number]>} */
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };

export class MapGrid {
  /**
   * Is told which start was picked; nothing is where nobody answers.
   * @type {((pick: Pick) => void) | null}
   */
  send = null;
  /** @type {MapCanvas[]} */
  #canvases = [];
  /** @type {Maps | null} */
  #maps = null;
  /** @type {Look | null} */
  #look = null;
  /** @type {Cell | null} */
  #cursor = null;
  /** @type {Cell | null} */
  #picked = null;
  #shown = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #resized = new ResizeObserver(() => this.#draw());

  /** @param {HTMLElement} place */
  constructor(place) {
    this.element = place;
    place.className = "maps";
    place.dataset.testid = "maps";
    this.row = element("div", { className: "maps-row", parent: place });
    this.tooltip = element("div", { className: "maps-tooltip", parent: place });
    this.tooltip.hidden = true;
    this.spoken = element("div", { className: "maps-spoken", parent: place });
    this.spoken.setAttribute("aria-live", "polite");
    this.#listen();
    this.#resized.observe(place);
  }

  /** @param {Maps} maps */
  receive(maps) {
    const { names, about, size } = maps;
    const before = this.#maps;
    if (before?.about !== about || before?.size !== size) this.#point(null, null);
    if (before?.about !== about) this.#picked = null;
    this.#maps = maps;
    for (const extra of this.#canvases.splice(names.length)) extra.element.remove();
    names.forEach((_, k) => {
      const facts = factsOf(maps, k, this.send !== null);
      if (this.#canvases[k]) this.#canvases[k].receive(maps, facts);
      else this.#canvases.push(new MapCanvas(this.row, maps, facts));
    });
    this.#shown = "";
    this.#paint();
  }

  /** @param {Look} look */
  look(look) {
    this.#look = look;
    this.#paint();
  }

  /** Paint what is not yet painted so; both messages are there once their names agree. */
  #paint() {
    const [maps, look] = [this.#maps, this.#look];
    if (!maps || look?.name !== maps.name) return;
    const shown = `${maps.name} ${look.show}`;
    if (this.#shown !== shown) for (const canvas of this.#canvases) canvas.paint(look.show);
    this.#shown = shown;
    const paths = "x0" in look.arrays ? this.#canvases.length : 0;
    const { dataset } = this.element;
    Object.assign(dataset, { show: look.show, size: maps.size, paths, ready: "true" });
    this.#draw();
  }

  #draw() {
    if (!this.#shown || !this.#look) return;
    const { picked, arrays } = this.#look;
    this.#canvases.forEach((canvas, k) => {
      const path = `x${k}` in arrays ? { x: arrays[`x${k}`], y: arrays[`y${k}`] } : null;
      canvas.draw(this.#cursor, picked, path);
    });
  }

  #listen() {
    const { element } = this;
    element.addEventListener("pointermove", (event) => this.#onPointer(event));
    element.addEventListener("pointerleave", () => this.#point(null, null));
    element.addEventListener("click", (event) => {
      const canvas = this.#onPointer(event);
      if (!canvas || !this.send) return;
      this.#pick(false, canvas);
      const touched = event instanceof PointerEvent && event.pointerType === "touch";
      if (touched) this.#dock(canvas);
      else this.tooltip.hidden = true; // or it would lie over the path
    });
    element.addEventListener("dblclick", (event) => {
      const canvas = this.#onPointer(event);
      if (canvas) this.#pick(true, canvas);
    });
    element.addEventListener("keydown", (event) => this.#onKey(event));
    element.addEventListener("focusout", () => this.#point(null, null));
  }

  /** Point at what is under the pointer; the map that it is on, if any. @param {MouseEvent} event */
  #onPointer(event) {
    const canvas = this.#canvasOf(event);
    if (!canvas || !this.#maps) {
      this.#point(null, null);
      return null;
    }
    const { size } = this.#maps;
    const { left, top, width, height } = canvas.plot.getBoundingClientRect();
    /** @param {number} part */
    const whole = (part) => Math.min(Math.max(Math.floor(part * size), 0), size - 1);
    const column = whole((event.clientX - left) / width);
    this.#point({ column, row: size - 1 - whole((event.clientY - top) / height) }, canvas);
    return canvas;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key, shiftKey } = event;
    const canvas = this.#canvasOf(event);
    if (!canvas || !this.#maps || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape") this.#point(null, null);
    else if (key === "Enter" || key === " ") this.#pick(this.#isPicked(), canvas);
    else if (key in MOVES) this.#walk(MOVES[key], shiftKey ? FASTER : 1, canvas, this.#maps);
    else return;
    event.preventDefault();
  }

  /**
   * @param {[up: number, right: number]} move @param {number} by @param {MapCanvas} canvas @param {Maps} maps
   */
  #walk([up, right], by, canvas, maps) {
    const { row, column } = this.#cursor ?? this.#rest(maps);
    /** @param {number} n */
    const held = (n) => Math.min(Math.max(n, 0), maps.size - 1);
    const cursor = { row: held(row + by * up), column: held(column + by * right) };
    this.#point(cursor, canvas);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.spoken.textContent = this.#words(maps, cursor);
    }, SPEAK_AFTER);
  }

  /** Where the cursor begins: at the start picked, or in the middle. @param {Maps} maps @returns {Cell} */
  #rest({ size }) {
    const middle = Math.floor(size / 2);
    return this.#picked ?? { row: middle, column: middle };
  }

  /** @param {boolean} open whether its race is wanted at once @param {MapCanvas} canvas */
  #pick(open, canvas) {
    const maps = this.#maps;
    if (!maps || !this.send) return;
    const cursor = this.#cursor ?? this.#rest(maps);
    if (!this.#cursor) this.#point(cursor, canvas);
    if (this.#isPicked() && !open) return;
    this.#picked = cursor;
    const [x, y] = startOf(maps, cursor);
    this.send({ x, y, about: maps.about, open, number: Date.now() });
    this.spoken.textContent = `Picked. ${this.#words(maps, cursor)}`;
  }

  #isPicked() {
    const [cursor, picked] = [this.#cursor, this.#picked];
    return cursor?.row === picked?.row && cursor?.column === picked?.column && cursor !== null;
  }

  /** The map that an event is about. @param {Event} event */
  #canvasOf(event) {
    const plot = closest(event, ".maps-plot");
    return this.#canvases.find((canvas) => canvas.plot === plot);
  }

  /** @param {Maps} maps @param {Cell} cell */
  #words(maps, cell) {
    const ends = this.#canvases.map((canvas) => `${canvas.name}: ${canvas.words(cell)}`);
    return `${heading(maps, cell)}. ${ends.join(". ")}.`;
  }

  /**
   * Show where the start of a cell ends, on all maps; nothing for ``null``.
   * @param {Cell | null} cell @param {MapCanvas | null} canvas
   */
  #point(cell, canvas) {
    this.#cursor = cell;
    this.tooltip.hidden = !cell;
    if (cell && canvas && this.#maps) this.#tell(this.#maps, cell, canvas);
    if (this.#maps) this.#draw();
  }

  /** @param {Maps} maps @param {Cell} cell @param {MapCanvas} canvas */
  #tell(maps, cell, canvas) {
    const { tooltip } = this;
    const show = this.#look?.show ?? "minimum";
    const lines = this.#canvases.map((each) => {
      const line = element("p");
      element("i", { className: "maps-swatch", parent: line }).style.background = each.color(cell, show);
      line.append((this.#canvases.length > 1 ? `${each.name}: ` : "") + each.words(cell));
      return line;
    });
    tooltip.replaceChildren(element("b", { text: heading(maps, cell) }), ...lines);
    const frame = this.element.getBoundingClientRect();
    const plot = canvas.plot.getBoundingClientRect();
    const step = plot.width / maps.size;
    const px = plot.left - frame.left + (cell.column + 0.5) * step;
    const py = plot.bottom - frame.top - (cell.row + 0.5) * step;
    const { offsetWidth: width, offsetHeight: height } = tooltip;
    const left = Math.min(Math.max(px + 18, 0), Math.max(frame.width - width, 0));
    const above = py + 22 + height > frame.height;
    tooltip.style.transform = `translate(${left}px, ${above ? py - height - 20 : py + 22}px)`;
  }

  /** Put the words below a map, where they leave its path to be seen. @param {MapCanvas} canvas */
  #dock(canvas) {
    const frame = this.element.getBoundingClientRect();
    const { left, bottom } = canvas.plot.getBoundingClientRect();
    const x = Math.min(left - frame.left, Math.max(frame.width - this.tooltip.offsetWidth, 0));
    this.tooltip.style.transform = `translate(${x}px, ${bottom - frame.top + 6}px)`;
  }

  close() {
    clearTimeout(this.#timer);
    this.#resized.disconnect();
  }
}

/** @param {Maps} maps @param {Cell} cell */
function heading(maps, cell) {
  const [x, y] = startOf(maps, cell);
  return `Start (${short(x)}, ${short(y)})`;
}
