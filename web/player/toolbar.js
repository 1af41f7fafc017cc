// The toolbar: buttons, slider, speed, loop, and the switches between views.

import { closest, find } from "../common/dom.js";
import { icon } from "../common/icons.js";

/** @typedef {import("./views.js").View} View */

const STEP_LOSSES = {
  batch: "Show the batch's own surface",
  noise: "Show each step's own surface",
};
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 10];

/**
 * What the toolbar asks for.
 * @typedef {object} Actions
 * @property {() => void} toggle
 * @property {() => void} restart
 * @property {(direction: number) => void} nudge
 * @property {(step: number) => void} seek
 * @property {(speed: number) => void} speed
 * @property {(loop: boolean) => void} loop
 * @property {(view: Partial<View>) => void} view
 * @property {() => void} resetView
 * @property {() => void} stepLosses
 * @property {() => void} save
 * @property {() => void} video
 * @property {() => void} gif
 */

/**
 * What the toolbar shows.
 * @typedef {object} State
 * @property {number} step
 * @property {number} steps
 * @property {boolean} playing
 * @property {boolean} loop
 * @property {boolean} moved whether the view is not the one that the map was first shown in
 * @property {"batch" | "noise" | null} offer why each step may see a loss of its own
 * @property {boolean} stepLosses whether it is shown
 * @property {boolean} recording
 * @property {boolean} makingGif
 * @property {string} status of what is being saved
 * @property {View["layout"]} layout
 * @property {View["dimension"]} dimension
 */

export class Toolbar {
  #element = document.createElement("div");
  /** @type {Partial<State>} */
  #shown = {};

  /** @param {Element} parent @param {Actions} actions */
  constructor(parent, actions) {
    const element = this.#element;
    element.className = "player-toolbar";
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", "Playback");
    element.innerHTML = markup();
    parent.append(element);
    this.toggle = this.#button("toggle");
    this.slider = find(element, "input[type=range]", HTMLInputElement);
    this.output = find(element, "output");
    this.loop = this.#button("loop");
    this.video = this.#button("video");
    this.gif = this.#button("gif");
    this.status = find(element, ".player-status");
    this.reset = this.#button("resetView");
    this.stepLosses = this.#button("stepLosses");
    const speed = find(element, "select", HTMLSelectElement);
    element.addEventListener("click", (event) => this.#clicked(event, actions));
    this.slider.addEventListener("input", () => actions.seek(Number(this.slider.value)));
    speed.addEventListener("change", () => actions.speed(Number(speed.value)));
  }

  /** @param {string} act */
  #button(act) {
    return find(this.#element, `[data-act=${act}]`, HTMLButtonElement);
  }

  /** @param {Event} event @param {Actions} actions */
  #clicked(event, actions) {
    const { act, part, value } = closest(event, "button")?.dataset ?? {};
    if (part) actions.view({ [part]: value });
    else if (act === "back") actions.nudge(-1);
    else if (act === "forward") actions.nudge(1);
    else if (act === "loop") actions.loop(this.loop.getAttribute("aria-pressed") !== "true");
    else if (act) actions[/** @type {"toggle" | "restart" | "resetView" | "save"} */ (act)]();
  }

  /** Show where the race is. Called every frame: touches only what changed. @param {State} now */
  update(now) {
    const was = this.#shown;
    this.#shown = now;
    for (const [names, show] of this.#parts) {
      if (names.some((name) => now[name] !== was[name])) show(now);
    }
  }

  /** What shows which parts of the state. @type {[names: (keyof State)[], show: (now: State) => void][]} */
  #parts = [
    [["step", "steps"], (now) => this.#showStep(now)],
    [
      ["playing"],
      ({ playing }) => dress(this.toggle, playing ? "pause" : "play", playing ? "Pause" : "Play"),
    ],
    [["loop"], ({ loop }) => press(this.loop, loop)],
    [["recording"], ({ recording }) => press(this.video, recording)],
    [["makingGif"], ({ makingGif }) => this.#showGif(makingGif)],
    [["status"], ({ status }) => this.#showStatus(status)],
    [["moved"], ({ moved }) => this.reset.toggleAttribute("hidden", !moved)],
    [["offer"], ({ offer }) => this.#showOffer(offer)],
    [["stepLosses"], ({ stepLosses }) => press(this.stepLosses, stepLosses)],
    [["layout"], ({ layout }) => this.#choose("layout", layout)],
    [["dimension"], ({ dimension }) => this.#choose("dimension", dimension)],
  ];

  /** @param {State} state */
  #showStep({ step, steps }) {
    const { slider, output } = this;
    slider.max = String(steps);
    slider.value = String(step);
    slider.style.setProperty("--done", String(steps ? step / steps : 1));
    output.textContent = `step ${step} / ${steps}`;
    slider.setAttribute("aria-valuetext", output.textContent);
  }

  /** @param {boolean} making */
  #showGif(making) {
    dress(this.gif, making ? "remove" : "gif", making ? "Cancel GIF" : "Save animated GIF");
  }

  /** @param {string} status */
  #showStatus(status) {
    this.status.textContent = status;
    this.status.hidden = !status;
  }

  /** @param {State["offer"]} offer */
  #showOffer(offer) {
    this.stepLosses.hidden = !offer;
    if (offer) this.stepLosses.textContent = STEP_LOSSES[offer];
  }

  /** @param {string} part @param {string} value */
  #choose(part, value) {
    for (const button of this.#element.querySelectorAll(`[data-part=${part}]`)) {
      press(button, button.getAttribute("data-value") === value);
    }
  }
}

/** @param {Element} button @param {boolean} pressed */
function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}

/** @param {HTMLElement} button @param {string} picture @param {string} name */
function dress(button, picture, name) {
  button.innerHTML = icon(picture);
  button.setAttribute("aria-label", name);
  button.title = name;
}

function markup() {
  /** @param {string} act @param {string} name */
  const button = (act, name, extra = "") =>
    `<button type="button" class="player-icon" data-act="${act}" aria-label="${name}"
       title="${name}" ${extra}>${icon(act === "toggle" ? "play" : act)}</button>`;
  /** @param {string} part @param {string} value @param {string} name */
  const choice = (part, value, name) =>
    `<button type="button" data-part="${part}" data-value="${value}"
       aria-pressed="false">${name}</button>`;
  const speeds = SPEEDS.map((s) => `<option value="${s}" ${s === 1 ? "selected" : ""}>${s}×</option>`);
  return `
    <div class="player-transport">
      ${button("toggle", "Play", 'data-primary=""')}
      ${button("back", "Step back")}${button("forward", "Step forward")}
      ${button("restart", "Restart")}
    </div>
    <div class="player-scrub">
      <input type="range" min="0" max="1" value="0" step="1" aria-label="Step">
      <output aria-live="off">step 0 / 0</output>
    </div>
    <div class="player-pace">
      <select aria-label="Speed" title="Speed">${speeds.join("")}</select>
      ${button("loop", "Loop", 'aria-pressed="false"')}
      ${button("save", "Save picture")}
      ${button("video", "Record video", 'aria-pressed="false"')}
      ${button("gif", "Save animated GIF")}
      <span class="player-status" hidden></span>
    </div>
    <div class="player-views">
      <div class="player-choice" role="group" aria-label="Layout">
        ${choice("layout", "side by side", "Side by side")}
        ${choice("layout", "overlaid", "Overlaid")}
      </div>
      <div class="player-choice" role="group" aria-label="Dimension">
        ${choice("dimension", "2d", "2D")}${choice("dimension", "3d", "3D")}
      </div>
      <button type="button" class="player-reset" data-act="stepLosses" aria-pressed="false" hidden>
        ${STEP_LOSSES.batch}
      </button>
      <button type="button" class="player-reset" data-act="resetView" hidden>Reset view</button>
    </div>`;
}
