// A page shown to a room: the window filled, large type, one key (or button) to the next slide.

import { closest, find } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { Outbox } from "../common/outbox.js";
import { KEYS, listenToKeys } from "./keys.js";
import { switchTheme } from "./theme_switch.js";

const WIDE = 700; // pixels of a window that shows the type as large as the page does
const TALL = 480;
const LARGEST = 3;

/** @typedef {[title: string, words: string]} Slide */

/**
 * @typedef {object} Told
 * @property {Slide[]} slides
 * @property {number | null} current the place of the slide on the page, if it is one
 * @property {Slide} own what the page shows instead
 * @property {string} noun what a slide is called
 * @property {boolean} fill whether the player takes the whole window
 * @property {[on: boolean, asked: number]} wish of the page, and its number
 * @property {number} seen the number of the last message that the server has seen
 */

export class Presentation {
  outbox = new Outbox();
  on = false;
  #at = -1;
  #full = false;
  #asked = Number.NaN;
  /** @type {Pick<Told, "slides" | "current" | "own" | "noun" | "fill">} */
  #told = { slides: [], current: null, own: ["", ""], noun: "", fill: false };
  #life = new AbortController();
  #sizes = new ResizeObserver(() => this.#fit());

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    element.className = "presentation";
    element.innerHTML = markup();
    this.opener = find(element, ".presentation-open");
    this.bar = find(element, ".presentation-bar");
    this.title = find(element, "[role=heading]");
    this.words = find(element, "p");
    this.place = find(element, "output");
    this.help = find(element, ".presentation-keys");
    const { signal } = this.#life;
    element.addEventListener("click", (event) => this.#clicked(event), { signal });
    listenToKeys(this, signal);
    window.addEventListener("resize", () => this.#fit(), { signal });
    document.addEventListener("fullscreenchange", () => this.#fullscreenChanged(), { signal });
    this.#sizes.observe(this.bar);
  }

  /**
   * The page's wish counts when it is another one than before: a link led here, or Back.
   * @param {Told} told
   */
  receive({ wish: [on, asked], seen, ...told }) {
    this.outbox.acknowledge(seen);
    this.#told = told;
    if (!this.outbox.pending("go")) this.#at = told.current ?? this.#at;
    const wished = asked !== this.#asked;
    this.#asked = asked;
    if (wished) this.#turn(on);
    else this.#show();
  }

  /** Write what is on the page now, or about to be; the words of a page stand there once. */
  #show() {
    const { slides, current, own, noun } = this.#told;
    const at = this.#at;
    const changed = current === null && !this.outbox.pending("go");
    const [title, words] = changed ? own : (slides[at] ?? own);
    const count = `${noun} ${at + 1} of ${slides.length}`;
    const place = at < 0 ? `${slides.length} ${noun.toLowerCase()}s` : count;
    write(this.title, this.on ? title : "");
    write(this.words, this.on ? words : "");
    write(this.place, changed && at >= 0 ? `${place}, changed` : place);
    for (const by of [-1, 1]) {
      const button = find(this.bar, `[data-go="${by}"]`, HTMLButtonElement);
      const name = `${by > 0 ? "Next" : "Previous"} ${noun.toLowerCase()}`;
      button.setAttribute("aria-label", name);
      button.title = `${name} (${by > 0 ? "N" : "P"})`;
      button.disabled = !slides[at + by];
    }
    this.#fit();
  }

  /** Begin or end, as the person asked; the page is told. @param {boolean} on */
  ask(on) {
    if (on === this.on) return;
    this.#turn(on);
    this.outbox.post({ key: "showing", value: on });
    if (on) this.fillScreen();
    else if (document.fullscreenElement) document.exitFullscreen();
    (on ? playerOf() : this.opener)?.focus({ preventScroll: true });
  }

  /** @param {boolean} on */
  #turn(on) {
    this.on = on;
    this.bar.hidden = !on;
    this.opener.hidden = on;
    this.help.hidden = true;
    const { dataset } = document.documentElement;
    if (on) dataset.presenting = this.#told.fill ? "fill" : "page";
    else delete dataset.presenting;
    this.#show();
  }

  /** Fill the screen too, where browser and person let us: a link alone may not. */
  fillScreen() {
    const filled = document.documentElement.requestFullscreen?.({ navigationUI: "hide" });
    filled?.catch(() => {}); // the window is filled all the same
  }

  #fullscreenChanged() {
    const full = Boolean(document.fullscreenElement);
    if (this.#full && !full) this.ask(false); // Esc: browsers keep that key for themselves
    this.#full = full;
    this.element.dataset.full = String(full);
  }

  /** Make type as large as the window lets it be, and tell the page how much of it the bar takes. */
  #fit() {
    const { style } = document.documentElement;
    if (!this.on) {
      style.removeProperty("--player-scale");
      style.removeProperty("--presentation-bar");
      return;
    }
    const { innerWidth, innerHeight } = window;
    const scale = Math.min(Math.max(1, Math.min(innerWidth / WIDE, innerHeight / TALL)), LARGEST);
    style.setProperty("--player-scale", scale.toFixed(3));
    style.setProperty("--presentation-bar", `${this.bar.offsetHeight}px`);
  }

  /** Go some slides on or back; the words are there at once, the picture follows. @param {number} by */
  step(by) {
    if (!this.#told.slides[this.#at + by]) return;
    this.#at += by;
    this.outbox.post({ key: "go", value: this.#at });
    this.#show();
  }

  /** Let the player do what it does with a key, wherever the focus is. @param {string} key */
  press(key) {
    const player = document.querySelector(".player");
    player?.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true })); // and to no other
  }

  /** Esc: first away with the list of keys, then with the presentation. */
  leave() {
    if (this.help.hidden) this.ask(false);
    else this.toggleHelp();
  }

  toggleHelp() {
    this.help.hidden = !this.help.hidden;
    find(this.bar, "[data-act=keys]").setAttribute("aria-expanded", String(!this.help.hidden));
  }

  theme() {
    switchTheme();
    this.outbox.post({ key: "theme", value: true }); // what the server drew has the other colours
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = closest(event, "button");
    if (!button) return;
    const { go, act } = button.dataset;
    if (go) this.step(Number(go));
    else if (act === "present") this.ask(true);
    else if (act === "leave") this.ask(false);
    else if (act === "keys") this.toggleHelp();
    else if (act === "theme") this.theme();
    else if (act === "screen") this.fillScreen();
    // Space then plays and pauses; who came by keyboard stays where they are.
    if (event.detail && this.on) playerOf()?.focus({ preventScroll: true });
  }

  close() {
    this.#life.abort();
    this.#sizes.disconnect();
    this.outbox.close();
    if (this.on) this.#turn(false);
    if (this.#full) document.exitFullscreen();
  }
}

/** The panel of a player that keys are given to, if the page has one. @returns {HTMLElement | null} */
function playerOf() {
  return document.querySelector(".player .player-plot");
}

/** @param {HTMLElement} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function markup() {
  /** @param {string} data @param {string} name @param {string} key @param {string} picture */
  const button = (data, name, key, picture) =>
    `<button type="button" ${data} aria-label="${name}" title="${name} (${key})">${icon(picture)}</button>`;
  const rows = KEYS.map(([keys, what]) => `<dt>${keys}</dt><dd>${what}</dd>`);
  return `
    <button type="button" class="presentation-open" data-act="present"
      title="Fill the screen, with large type">${icon("present")}Present</button>
    <div class="presentation-bar" role="group" aria-label="Presentation" hidden>
      <div class="presentation-words" aria-live="polite"><div role="heading" aria-level="1"></div><p></p></div>
      <div class="presentation-acts">
        <output></output>
        ${button('data-go="-1"', "Previous", "P", "previous")}
        ${button('data-go="1"', "Next", "N", "next")}
        ${button('data-act="theme"', "Light or dark", "L", "theme")}
        ${button('data-act="screen"', "Full screen", "F", "screen")}
        ${button('data-act="keys" aria-expanded="false"', "Keys", "?", "keys")}
        ${button('data-act="leave"', "Stop presenting", "Esc", "remove")}
      </div>
      <dl class="presentation-keys" aria-label="Keys" hidden>${rows.join("")}</dl>
    </div>`;
}
