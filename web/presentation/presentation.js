// A page shown to a room: the window filled, large type, one key (or button) to the next slide.

import { icon } from "../common/icons.js";
import { Outbox } from "../common/outbox.js";
import { KEYS, listenToKeys } from "./keys.js";
import { switchTheme } from "./theme_switch.js";

const WIDE = 700; // pixels of a window that shows the type as large as the page does
const TALL = 480;
const LARGEST = 3;

/** @typedef {[title: string, words: string]} Slide */

export class Presentation {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.outbox = new Outbox();
    this.life = new AbortController();
    this.on = false;
    this.at = -1;
    element.className = "presentation";
    element.innerHTML = markup();
    const find = (selector) => element.querySelector(selector);
    this.opener = find(".presentation-open");
    this.bar = find(".presentation-bar");
    this.title = find("[role=heading]");
    this.words = find("p");
    this.place = find("output");
    this.help = find(".presentation-keys");
    const { signal } = this.life;
    element.addEventListener("click", (event) => this.clicked(event), { signal });
    listenToKeys(this, signal);
    window.addEventListener("resize", () => this.fit(), { signal });
    document.addEventListener("fullscreenchange", () => this.fullscreenChanged(), { signal });
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(this.bar);
  }

  /** The page's wish counts when it is another one than before: a link led here, or Back. */
  receive({ slides, current, own, noun, fill, wish, seen }) {
    this.outbox.acknowledge(seen);
    Object.assign(this, { slides, current, own, noun, fill });
    if (!this.outbox.pending("go")) this.at = current ?? this.at;
    const [on, asked] = wish;
    if (asked !== this.asked) {
      this.asked = asked;
      this.turn(on);
    } else this.show();
  }

  /** Write what is on the page now, or about to be; the words of a page stand there once. */
  show() {
    const going = this.outbox.pending("go");
    const changed = this.current === null && !going;
    const [title, words] = changed ? this.own : (this.slides[this.at] ?? this.own);
    const count = `${this.noun} ${this.at + 1} of ${this.slides.length}`;
    const place = this.at < 0 ? `${this.slides.length} ${this.noun.toLowerCase()}s` : count;
    write(this.title, this.on ? title : "");
    write(this.words, this.on ? words : "");
    write(this.place, changed && this.at >= 0 ? `${place}, changed` : place);
    for (const button of this.bar.querySelectorAll("[data-go]")) {
      const name = `${button.dataset.go > 0 ? "Next" : "Previous"} ${this.noun.toLowerCase()}`;
      button.setAttribute("aria-label", name);
      button.title = `${name} (${button.dataset.go > 0 ? "N" : "P"})`;
      button.disabled = !this.slides[this.at + Number(button.dataset.go)];
    }
    this.fit();
  }

  /** Begin or end, as the person asked; the page is told. */
  ask(on) {
    if (on === this.on) return;
    this.turn(on);
    this.outbox.post({ key: "showing", value: on });
    if (on) this.fillScreen();
    else if (document.fullscreenElement) document.exitFullscreen();
    (on ? playerOf() : this.opener)?.focus({ preventScroll: true });
  }

  turn(on) {
    this.on = on;
    this.bar.hidden = !on;
    this.opener.hidden = on;
    this.help.hidden = true;
    const { dataset } = document.documentElement;
    if (on) dataset.presenting = this.fill ? "fill" : "page";
    else delete dataset.presenting;
    this.show();
  }

  /** Fill the screen too, where browser and person let us: a link alone may not. */
  fillScreen() {
    const filled = document.documentElement.requestFullscreen?.({ navigationUI: "hide" });
    filled?.catch(() => {}); // the window is filled all the same
  }

  fullscreenChanged() {
    const full = Boolean(document.fullscreenElement);
    if (this.full && !full) this.ask(false); // Esc: browsers keep that key for themselves
    this.full = full;
    this.element.dataset.full = full;
  }

  /** Make type as large as the window lets it be, and tell the page how much of it the bar takes. */
  fit() {
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

  /** Go some slides on or back; the words are there at once, the picture follows. */
  step(by) {
    if (!this.slides[this.at + by]) return;
    this.at += by;
    this.outbox.post({ key: "go", value: this.at });
    this.show();
  }

  /** Let the player do what it does with a key, wherever the focus is. */
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
    this.bar.querySelector("[data-act=keys]").setAttribute("aria-expanded", String(!this.help.hidden));
  }

  theme() {
    switchTheme();
    this.outbox.post({ key: "theme", value: true }); // what the server drew has the other colours
  }

  clicked({ target, detail }) {
    const button = target.closest("button");
    if (!button) return;
    const acts = {
      present: () => this.ask(true),
      leave: () => this.ask(false),
      keys: () => this.toggleHelp(),
      theme: () => this.theme(),
      screen: () => this.fillScreen(),
    };
    if (button.dataset.go) this.step(Number(button.dataset.go));
    else acts[button.dataset.act]();
    // Space then plays and pauses; who came by keyboard stays where they are.
    if (detail && this.on) playerOf()?.focus({ preventScroll: true });
  }

  close() {
    this.life.abort();
    this.sizes.disconnect();
    this.outbox.close();
    if (this.on) this.turn(false);
    if (this.full) document.exitFullscreen();
  }
}

/** The panel of a player that keys are given to, if the page has one. */
function playerOf() {
  return document.querySelector(".player .player-plot");
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function markup() {
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
