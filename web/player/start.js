// The start point: a handle on every panel, the first of them for the keyboard too.

const DIGITS = 7; // what a link can carry, and float32 tell apart
const STEP = 1 / 50; // of the window, per press of an arrow key; a tenth of it with Shift

/**
 * @typedef {object} StartAnswers
 * @property {() => void} grab a drag begins
 * @property {(point: [number, number]) => void} move while dragging
 * @property {(point: [number, number]) => void} drop where it stays
 */

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Start {
  /** @param {StartAnswers} answers @param {AbortSignal} signal */
  constructor(answers, signal) {
    this.answers = answers;
    this.signal = signal;
    this.handles = [];
    this.point = [0, 0];
    this.held = false;
  }

  /** Put a handle on each new panel. */
  attach(stage) {
    this.stage = stage;
    this.handles = stage.panels.map(({ plot }, k) => this.handle(plot, k === 0));
  }

  handle(plot, first) {
    const handle = plot.appendChild(document.createElement("div"));
    handle.className = "player-start";
    handle.style.visibility = "hidden"; // until there is a picture to put it on
    if (first) {
      handle.tabIndex = 0;
      handle.setAttribute("role", "button");
      handle.setAttribute("aria-label", "Start point");
      handle.setAttribute("aria-roledescription", "handle: drag, or use the arrow keys");
    } else {
      handle.setAttribute("aria-hidden", "true");
    }
    const on = (type, listener) => handle.addEventListener(type, listener, { signal: this.signal });
    let grip = null;
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      handle.focus({ preventScroll: true });
      handle.setPointerCapture(event.pointerId);
      const { left, top, width, height } = handle.getBoundingClientRect();
      grip = [event.clientX - left - width / 2, event.clientY - top - height / 2];
    });
    on("pointermove", (event) => {
      if (!grip) return;
      const { left, top } = plot.getBoundingClientRect();
      const px = event.clientX - left - plot.clientLeft - grip[0];
      const py = event.clientY - top - plot.clientTop - grip[1];
      const point = this.stage.projection.pick(...this.inside(px, py));
      if (!point) return;
      if (!this.held) this.answers.grab();
      this.held = true;
      this.point = rounded(point);
      this.answers.move(this.point);
    });
    const release = () => {
      grip = null;
      if (!this.held) return;
      this.held = false;
      this.answers.drop(this.point);
    };
    on("pointerup", release);
    on("pointercancel", release);
    on("keydown", (event) => this.key(event));
    return handle;
  }

  inside(px, py) {
    const { width, height } = this.stage.place;
    return [Math.min(Math.max(px, 0), width), Math.min(Math.max(py, 0), height)];
  }

  key(event) {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere in the player, arrows step through the race
    const { lens, terrain, flat } = this.stage;
    const { x0, x1, y0, y1 } = flat ? lens : terrain;
    const size = event.shiftKey ? STEP / 10 : STEP;
    const [x, y] = this.point;
    this.put([x + way[0] * size * (x1 - x0), y + way[1] * size * (y1 - y0)]);
  }

  /** Put the start somewhere else at once. */
  put(point) {
    this.point = rounded(point);
    this.answers.drop(this.point);
  }

  /** Keep the handles where the start is. */
  update() {
    const { projection, terrain, place } = this.stage;
    const [x, y] = this.point;
    const inside = this.stage.flat || terrain.contains(x, y);
    const [px, py] = inside ? projection.project(x, y, terrain.at(x, y) || 0) : [-99, -99];
    const seen = px >= -1 && py >= -1 && px <= place.width + 1 && py <= place.height + 1;
    for (const handle of this.handles) {
      handle.style.transform = `translate(${px}px, ${py}px)`;
      handle.style.visibility = seen ? "" : "hidden";
      handle.dataset.x = x;
      handle.dataset.y = y;
    }
  }
}

function rounded(point) {
  return point.map((v) => Number(v.toPrecision(DIGITS)));
}
