// Maps of one surface side by side: what is pointed at on one is shown on all.

import { MapCanvas } from "./map_canvas.js";
import { short } from "../common/format.js";

const FASTER = 10; // starts that the cursor passes with Shift
const SPEAK_AFTER = 250; // milliseconds at rest: who holds a key down wants no words
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };

export class MapGrid {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    element.className = "maps";
    element.dataset.testid = "maps";
    /** Is told which start was picked; nothing is where nobody answers. */
    this.send = null;
    this.canvases = [];
    this.cursor = null;
    this.picked = null;
    this.shownAs = null;
    this.row = child(element, "maps-row");
    this.tooltip = child(element, "maps-tooltip");
    this.tooltip.hidden = true;
    this.spoken = child(element, "maps-spoken");
    this.spoken.setAttribute("aria-live", "polite");
    this.listen();
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(element);
  }

  /** @param {object} maps the message of ``component.py`` */
  receive(maps) {
    const { names, arrays, about, size } = maps;
    if (this.maps?.about !== about || this.maps?.size !== size) this.point(null);
    if (this.maps?.about !== about) this.picked = null;
    this.maps = maps;
    while (this.canvases.length > names.length) this.canvases.pop().element.remove();
    while (this.canvases.length < names.length) {
      this.canvases.push(new MapCanvas(this.row, this.canvases.length));
    }
    const wide = (bytes) => new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    this.canvases.forEach((canvas, k) =>
      canvas.receive(maps, {
        name: names[k],
        label: wide(arrays[`label${k}`]),
        arrived: wide(arrays[`arrived${k}`]),
        ending: arrays[`ending${k}`],
        shade: arrays[`shade${k}`],
        loss: arrays[`loss${k}`],
        picks: Boolean(this.send),
      }),
    );
    this.shown = "";
    this.paint();
  }

  /** @param {object} look how the maps are looked at, and the paths from the start picked */
  look(look) {
    this.shownAs = look;
    this.paint();
  }

  /** Paint what is not yet painted so; both messages are there once their names agree. */
  paint() {
    const { maps, shownAs: look } = this;
    if (!maps || look?.name !== maps.name) return;
    const shown = `${maps.name} ${look.show}`;
    if (this.shown !== shown) for (const canvas of this.canvases) canvas.paint(look.show);
    this.shown = shown;
    Object.assign(this.element.dataset, { show: look.show, size: maps.size, ready: "true" });
    this.element.dataset.paths = "x0" in look.arrays ? this.canvases.length : 0;
    this.draw();
  }

  draw() {
    if (!this.shown) return;
    const { picked, arrays } = this.shownAs;
    this.canvases.forEach((canvas, k) => {
      const path = `x${k}` in arrays ? { x: arrays[`x${k}`], y: arrays[`y${k}`] } : null;
      canvas.draw({ cursor: this.cursor, picked, path });
    });
  }

  listen() {
    const { element } = this;
    element.addEventListener("pointermove", (event) => this.onPointer(event));
    element.addEventListener("pointerleave", () => this.point(null));
    element.addEventListener("click", (event) => {
      if (!this.onPointer(event) || !this.send) return;
      this.pick(false);
      if (event.pointerType === "touch") this.dock(event.target);
      else this.tooltip.hidden = true; // or it would lie over the path
    });
    element.addEventListener("dblclick", (event) => {
      if (this.onPointer(event)) this.pick(true);
    });
    element.addEventListener("keydown", (event) => this.onKey(event));
    element.addEventListener("focusout", () => this.point(null));
  }

  /** Point at what is under the pointer; tells whether that is a start. */
  onPointer({ target, clientX, clientY }) {
    const canvas = this.canvasOf(target);
    if (!canvas || !this.maps) {
      this.point(null);
      return false;
    }
    const { size } = this.maps;
    const { left, top, width, height } = canvas.plot.getBoundingClientRect();
    const whole = (part) => Math.min(Math.max(Math.floor(part * size), 0), size - 1);
    const cursor = {
      column: whole((clientX - left) / width),
      row: size - 1 - whole((clientY - top) / height),
    };
    this.point(cursor, canvas);
    return true;
  }

  onKey(event) {
    const { key, shiftKey, target } = event;
    const canvas = this.canvasOf(target);
    if (!canvas || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape") this.point(null);
    else if (key === "Enter" || key === " ") this.pick(this.isPicked(), canvas);
    else if (key in MOVES) this.walk(MOVES[key], shiftKey ? FASTER : 1, canvas);
    else return;
    event.preventDefault();
  }

  walk([up, right], by, canvas) {
    const { size } = this.maps;
    const { row, column } = this.cursor ?? this.rest();
    const held = (n) => Math.min(Math.max(n, 0), size - 1);
    this.point({ row: held(row + by * up), column: held(column + by * right) }, canvas);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.spoken.textContent = this.words()), SPEAK_AFTER);
  }

  /** Where the cursor begins: at the start picked, or in the middle. */
  rest() {
    const middle = Math.floor(this.maps.size / 2);
    return this.picked ?? { row: middle, column: middle };
  }

  pick(open, canvas) {
    const { maps } = this;
    if (!maps || !this.send) return;
    if (!this.cursor) this.point(this.rest(), canvas);
    if (this.isPicked() && !open) return;
    this.picked = this.cursor;
    const [x, y] = this.start(this.cursor);
    this.send({ x, y, about: maps.about, open, number: Date.now() });
    this.spoken.textContent = `Picked. ${this.words()}`;
  }

  isPicked() {
    const { cursor, picked } = this;
    return Boolean(cursor && picked && cursor.row === picked.row && cursor.column === picked.column);
  }

  canvasOf(target) {
    const plot = target.closest(".maps-plot");
    return plot && this.canvases[plot.closest(".maps-map").dataset.map];
  }

  /** The start that a pixel stands for: its middle. */
  start({ row, column }) {
    const { low, high, size } = this.maps;
    return [column, row].map((n, i) => low[i] + ((n + 0.5) / size) * (high[i] - low[i]));
  }

  words() {
    const [x, y] = this.start(this.cursor);
    const ends = this.canvases.map((canvas) => `${canvas.facts.name}: ${canvas.told(this.cursor)}`);
    return `Start (${short(x)}, ${short(y)}). ${ends.join(". ")}.`;
  }

  /** Show where the start of a pixel ends, on all maps; nothing for ``null``. */
  point(cursor, canvas) {
    this.cursor = cursor;
    this.tooltip.hidden = !cursor;
    if (cursor) this.tell(canvas);
    if (this.maps) this.draw();
  }

  tell(canvas) {
    const { cursor, tooltip, shownAs: look } = this;
    const [x, y] = this.start(cursor);
    const head = Object.assign(document.createElement("b"), {
      textContent: `Start (${short(x)}, ${short(y)})`,
    });
    const lines = this.canvases.map((each) => {
      const line = document.createElement("p");
      const swatch = child(line, "maps-swatch", "i");
      swatch.style.background = each.color(cursor, look?.show ?? "minimum");
      const name = this.canvases.length > 1 ? `${each.facts.name}: ` : "";
      line.append(name + each.told(cursor));
      return line;
    });
    tooltip.replaceChildren(head, ...lines);
    const frame = this.element.getBoundingClientRect();
    const plot = canvas.plot.getBoundingClientRect();
    const step = plot.width / this.maps.size;
    const px = plot.left - frame.left + (cursor.column + 0.5) * step;
    const py = plot.bottom - frame.top - (cursor.row + 0.5) * step;
    const { offsetWidth: width, offsetHeight: height } = tooltip;
    const left = Math.min(Math.max(px + 18, 0), Math.max(frame.width - width, 0));
    const above = py + 22 + height > frame.height;
    tooltip.style.transform = `translate(${left}px, ${above ? py - height - 20 : py + 22}px)`;
  }

  /** Put the words below a map, where they leave its path to be seen. */
  dock(target) {
    const frame = this.element.getBoundingClientRect();
    const { left, bottom } = this.canvasOf(target).plot.getBoundingClientRect();
    const x = Math.min(left - frame.left, Math.max(frame.width - this.tooltip.offsetWidth, 0));
    this.tooltip.style.transform = `translate(${x}px, ${bottom - frame.top + 6}px)`;
  }

  close() {
    clearTimeout(this.timer);
    this.resized.disconnect();
  }
}

function child(parent, name, tag = "div") {
  const element = parent.appendChild(document.createElement(tag));
  element.className = name;
  return element;
}
