// The toolbar: buttons, slider, speed, loop, and the switches between views.

import { icon } from "../common/icons.js";

const GROUNDS = {
  batch: "Show the batch's own surface",
  noise: "Show each step's own surface",
};
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 10];

/**
 * What the toolbar asks for.
 * @typedef {object} Wishes
 * @property {() => void} toggle
 * @property {() => void} restart
 * @property {(direction: number) => void} nudge
 * @property {(step: number) => void} seek
 * @property {(speed: number) => void} speed
 * @property {(loop: boolean) => void} loop
 * @property {(view: object) => void} view
 * @property {() => void} resetView
 * @property {() => void} ground
 * @property {() => void} save
 * @property {() => void} film
 * @property {() => void} reel
 */

export class Controls {
  /** @param {Element} parent @param {Wishes} wishes */
  constructor(parent, wishes) {
    this.element = document.createElement("div");
    this.element.className = "player-toolbar";
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Playback");
    this.element.innerHTML = markup();
    parent.append(this.element);
    const find = (selector) => this.element.querySelector(selector);
    this.toggle = find("[data-act=toggle]");
    this.slider = find("input[type=range]");
    this.output = find("output");
    this.loop = find("[data-act=loop]");
    this.film = find("[data-act=film]");
    this.reel = find("[data-act=reel]");
    this.told = find(".player-told");
    this.reset = find("[data-act=resetView]");
    this.ground = find("[data-act=ground]");
    const acts = {
      toggle: wishes.toggle,
      restart: wishes.restart,
      back: () => wishes.nudge(-1),
      forward: () => wishes.nudge(1),
      resetView: wishes.resetView,
      ground: wishes.ground,
      save: wishes.save,
      film: wishes.film,
      reel: wishes.reel,
      loop: () => wishes.loop(this.loop.getAttribute("aria-pressed") !== "true"),
    };
    this.element.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      if (button.dataset.act) acts[button.dataset.act]();
      else wishes.view({ [button.dataset.part]: button.dataset.value });
    });
    this.slider.addEventListener("input", () => wishes.seek(Number(this.slider.value)));
    find("select").addEventListener("change", (event) => wishes.speed(Number(event.target.value)));
    this.shown = {};
  }

  /** Show where the race is. Called every frame: touches only what changed. */
  update({ view, ...more }) {
    const { step, steps, playing, loop, moved, ground, grounded, filming, reeling, told } = more;
    const [now, was] = [{ ...more, ...view }, this.shown];
    if (now.steps !== was.steps) this.slider.max = String(steps);
    if (now.step !== was.step || now.steps !== was.steps) {
      this.slider.value = String(step);
      this.slider.style.setProperty("--done", String(steps ? step / steps : 1));
      this.output.textContent = `step ${step} / ${steps}`;
      this.slider.setAttribute("aria-valuetext", this.output.textContent);
    }
    if (now.playing !== was.playing) {
      this.toggle.innerHTML = icon(playing ? "pause" : "play");
      this.toggle.setAttribute("aria-label", playing ? "Pause" : "Play");
      this.toggle.title = playing ? "Pause" : "Play";
    }
    if (now.loop !== was.loop) this.loop.setAttribute("aria-pressed", String(loop));
    if (now.filming !== was.filming) this.film.setAttribute("aria-pressed", String(filming));
    if (now.reeling !== was.reeling) {
      const name = reeling ? "Cancel GIF" : "Save animated GIF";
      this.reel.innerHTML = icon(reeling ? "remove" : "reel");
      this.reel.setAttribute("aria-label", name);
      this.reel.title = name;
    }
    if (now.told !== was.told) {
      this.told.textContent = told;
      this.told.hidden = !told;
    }
    if (now.moved !== was.moved) this.reset.hidden = !moved;
    if (now.grounded !== was.grounded) this.ground.setAttribute("aria-pressed", String(grounded));
    if (now.ground !== was.ground) {
      this.ground.hidden = !ground;
      if (ground) this.ground.textContent = GROUNDS[ground];
    }
    for (const part of ["layout", "dimension"]) {
      if (now[part] === was[part]) continue;
      for (const button of this.element.querySelectorAll(`[data-part=${part}]`)) {
        button.setAttribute("aria-pressed", String(button.dataset.value === now[part]));
      }
    }
    this.shown = now;
  }
}

function markup() {
  const button = (act, name, extra = "") =>
    `<button type="button" class="player-icon" data-act="${act}" aria-label="${name}"
       title="${name}" ${extra}>${icon(act === "toggle" ? "play" : act)}</button>`;
  const choice = (part, value, name) =>
    `<button type="button" data-part="${part}" data-value="${value}"
       aria-pressed="false">${name}</button>`;
  const speeds = SPEEDS.map(
    (s) => `<option value="${s}" ${s === 1 ? "selected" : ""}>${s}×</option>`,
  );
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
      ${button("film", "Record video", 'aria-pressed="false"')}
      ${button("reel", "Save animated GIF")}
      <span class="player-told" hidden></span>
    </div>
    <div class="player-views">
      <div class="player-choice" role="group" aria-label="Layout">
        ${choice("layout", "side by side", "Side by side")}
        ${choice("layout", "overlaid", "Overlaid")}
      </div>
      <div class="player-choice" role="group" aria-label="Dimension">
        ${choice("dimension", "2d", "2D")}${choice("dimension", "3d", "3D")}
      </div>
      <button type="button" class="player-reset" data-act="ground" aria-pressed="false" hidden>
        ${GROUNDS.batch}
      </button>
      <button type="button" class="player-reset" data-act="resetView" hidden>Reset view</button>
    </div>`;
}
