// The player: one race, its panels, its charts and its clock. It knows nothing of who hosts it.

import { Charts } from "./charts.js";
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";
import { listenToGestures } from "./gestures.js";
import { Mailbox } from "./mailbox.js";
import { readRace, sameBytes } from "./payload.js";
import { loadPlotly } from "./plotly.js";
import { reliefOf } from "./reliefs.js";
import { Stage } from "./stage.js";
import { Start } from "./start.js";
import { readTheme } from "./theme.js";
import { Tooltip, nearest } from "./tooltip.js";

const NOTHING = { entrant: null, step: null };
const DIGITS = 7; // of a start point: what a link can carry, and float32 tell apart

/**
 * Put a player into an element.
 * @param {HTMLElement} element
 * @param {{plotlyUrl: string, send?: (name: string, value: object) => void}} host
 *   without `send`, as in an exported file, the start stays where it is
 */
export function mount(element, host) {
  return new Player(element, host);
}

class Player {
  constructor(element, host) {
    this.element = element;
    this.host = host;
    this.life = new AbortController();
    this.clock = new Clock();
    this.view = { layout: "side by side", dimension: "2d" };
    this.pointed = NOTHING;
    this.mailbox = new Mailbox((name, value) => host.send?.(name, value));
    element.className = "player";
    element.player = this; // for measurements from outside
    Object.assign(element.dataset, { testid: "player", step: 0, steps: 0, playing: false });
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", "Race of optimizers");
    this.controls = new Controls(element, this.wishes());
    this.stage = new Stage(element);
    this.charts = new Charts(element, this.chartAnswers(), this.life.signal);
    this.tooltip = new Tooltip(element);
    this.voice = element.appendChild(document.createElement("div"));
    this.voice.className = "player-voice";
    this.voice.setAttribute("aria-live", "polite");
    this.start = new Start(this.startAnswers(), this.life.signal);
    this.stage.built = () => host.send && this.start.attach(this.stage);
    this.listen();
    this.show();
  }

  /** Take a race message. The same bytes again change nothing but the theme. */
  async receive(bytes) {
    const began = performance.now();
    const theme = readTheme(this.element);
    if (this.bytes && theme.key === this.theme?.key && sameBytes(bytes, this.bytes)) return;
    this.bytes = bytes;
    const race = readRace(bytes);
    this.mailbox.acknowledge(race.ack);
    this.applyView(race.view);
    try {
      const terrain = await reliefOf(race.relief);
      if (this.outdated(bytes)) return;
      this.take(race, terrain, theme);
      if (!this.Plotly) {
        this.stage.sketch(this.view, theme);
        this.draw();
        this.Plotly = await loadPlotly(this.host.plotlyUrl);
        if (this.outdated(bytes)) return;
      }
      await this.refresh();
      if (this.outdated(bytes)) return;
      this.begin();
      performance.measure("player:picture", { start: began });
    } catch (error) {
      this.fail(error);
    }
  }

  /** Whether a newer race came while this one waited for something. */
  outdated(bytes) {
    return this.bytes !== bytes || this.life.signal.aborted;
  }

  take(race, terrain, theme) {
    Object.assign(this, { race, theme });
    this.stage.setRace(race, terrain, theme);
    this.charts.setRace(race, this.stage.runs);
    this.clock.resize(race.steps);
    if (!this.start.held && !this.mailbox.pending("start")) this.start.point = race.start;
    this.element.dataset.dark = theme.dark;
  }

  /** Once, at first sight: play, or show the finished race to who prefers less motion. */
  begin() {
    if (this.element.dataset.ready) return;
    this.element.dataset.ready = "true";
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.clock.seek(this.race.steps);
    else this.clock.play();
    this.wake();
  }

  /** Bring everything that stands still up to date, then draw what moves. */
  async refresh() {
    if (!this.race || !this.Plotly) return;
    await this.stage.refresh(this.Plotly, { ...this.view }, this.theme);
    if (this.life.signal.aborted) return;
    this.draw();
    await this.charts.refresh(this.Plotly, this.theme);
    this.wake();
  }

  /** The page's view counts when it is another one than before; what is on its way counts more. */
  applyView(view) {
    const known = JSON.stringify(view);
    if (known === this.serverView) return;
    this.serverView = known;
    if (!this.mailbox.pending("view")) this.view = { ...view };
  }

  switchView(change) {
    const view = { ...this.view, ...change };
    if (JSON.stringify(view) === JSON.stringify(this.view)) return;
    this.view = view;
    this.point(NOTHING);
    this.show();
    this.refresh().catch((error) => this.fail(error));
    if (this.host.send) this.mailbox.post("view", view);
  }

  wishes() {
    return {
      toggle: () => this.toggle(),
      restart: () => this.seek(0),
      nudge: (direction) => this.hold(() => this.clock.nudge(direction)),
      seek: (step) => this.seek(step),
      speed: (speed) => (this.clock.speed = speed),
      loop: (loop) => {
        this.clock.loop = loop;
        this.show();
      },
      view: (change) => this.switchView(change),
      resetView: () => this.resetView(),
    };
  }

  resetView() {
    this.stage.resetView();
    this.wake();
  }

  toggle() {
    if (this.clock.playing) this.clock.pause();
    else this.clock.play();
    this.say(this.clock.playing ? "Playing" : `Paused at step ${this.clock.step}`);
    this.show();
    this.wake();
  }

  seek(step) {
    this.hold(() => this.clock.seek(step));
  }

  hold(move) {
    this.clock.pause();
    move();
    this.show();
    this.wake();
  }

  chartAnswers() {
    return {
      seek: (step) => this.seek(step),
      folded: () => this.refresh(),
      point: (entrant, step, event) => {
        this.point({ entrant, step });
        if (entrant === null || !event) this.tooltip.hide();
        else this.tell(entrant, step, event.clientX, event.clientY);
      },
    };
  }

  startAnswers() {
    const rounded = (point) => point.map((v) => Number(v.toPrecision(DIGITS)));
    return {
      grab: () => {
        this.before = { time: this.clock.time, playing: this.clock.playing };
        this.seek(this.clock.steps); // whole paths follow the start
      },
      move: (point) => {
        this.mailbox.post("start", { p: rounded(point), live: true });
        this.wake();
      },
      drop: (point) => {
        this.mailbox.post("start", { p: rounded(point), live: false });
        if (this.before?.playing) {
          this.clock.seek(0);
          this.clock.play();
        } else if (this.before) this.clock.seek(this.before.time);
        this.before = null;
        this.wake();
      },
    };
  }

  listen() {
    const { signal } = this.life;
    listenToGestures(this.stage.element, this.gestureAnswers(), signal);
    this.element.addEventListener("keydown", (event) => this.key(event), { signal });
    const leave = () => this.point(NOTHING);
    this.element.addEventListener("focusout", leave, { signal });
    this.sizes = new ResizeObserver(() => this.refresh().catch((error) => this.fail(error)));
    this.sizes.observe(this.element);
  }

  gestureAnswers() {
    const { stage } = this;
    const aimed = () => {
      stage.aim();
      this.wake();
    };
    return {
      drag: (du, dv) => {
        if (stage.flat) stage.lens.pan(du, dv);
        else stage.orbit.turn((du * stage.place.width) / stage.place.height, dv);
        aimed();
      },
      zoom: (factor, u, v) => {
        if (stage.flat) stage.lens.zoom(factor, u, v);
        else stage.orbit.zoom(factor);
        aimed();
      },
      click: (px, py) => {
        const point = this.host.send && stage.projection?.pick(px, py);
        if (!point) return;
        this.undo = this.start.point;
        this.start.point = point;
        this.startAnswers().drop(point);
      },
      doubleClick: () => {
        if (this.undo) this.startAnswers().drop((this.start.point = this.undo));
        this.undo = null;
        this.resetView();
      },
      hover: (plot, px, py) => {
        const panel = plot && stage.panels[plot.dataset.panel];
        const found = panel && stage.projection && nearest(stage, panel.entrants, this.clock.time, px, py);
        this.point(found ?? NOTHING);
        if (!found) return this.tooltip.hide();
        const { left, top } = plot.getBoundingClientRect();
        return this.tell(found.entrant, found.step, left + px, top + py);
      },
    };
  }

  key(event) {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("select, input:not([type=range])")) return;
    const native = target.closest("button, input");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const choose = { ArrowUp: -1, ArrowDown: 1 }[key];
    const plot = target.closest(".player-plot");
    if (key === " " && !target.closest("button")) this.toggle();
    else if (step && !target.closest("input")) this.hold(() => this.clock.nudge(step));
    else if (key === "Home" && !target.closest("input")) this.seek(0);
    else if (key === "End" && !target.closest("input")) this.seek(this.clock.steps);
    else if (choose && plot && !native) this.choose(plot, choose);
    else if (key === "Escape") this.point(NOTHING);
    else return;
    event.preventDefault();
  }

  /** Walk through the runs of a panel with the keyboard, telling each one's numbers. */
  choose(plot, direction) {
    const { entrants } = this.stage.panels[plot.dataset.panel];
    const at = entrants.indexOf(this.pointed.entrant);
    const next = entrants[(at + direction + entrants.length + (at < 0 && direction < 0)) % entrants.length];
    const step = Math.min(this.clock.step, this.race.entrants[next].last);
    const { path } = this.stage.runs[next];
    const [px, py] = this.stage.projection.project(path.x[step], path.y[step], path.z[step]);
    const { left, top, width, height } = plot.getBoundingClientRect();
    this.point({ entrant: next, step });
    this.tell(next, step, left + Math.min(Math.max(px, 0), width), top + Math.min(Math.max(py, 0), height));
  }

  point(pointed) {
    if (pointed.entrant === this.pointed.entrant && pointed.step === this.pointed.step) return;
    this.pointed = pointed;
    if (pointed.entrant === null) this.tooltip.hide();
    this.wake();
  }

  tell(entrant, step, left, top) {
    this.tooltip.show(this.race.entrants[entrant], this.stage.runs[entrant].color, step, left, top);
  }

  say(text) {
    this.voice.textContent = text;
  }

  /** Ask for a frame. While nothing moves, none is asked for. */
  wake() {
    this.frame ??= requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    this.frame = null;
    const seconds = this.ticked ? Math.min((now - this.ticked) / 1000, 0.1) : 0;
    if (this.clock.advance(seconds)) this.say(`Finished. ${this.race.summary}`);
    this.ticked = this.clock.playing ? now : null;
    this.draw();
    if (this.clock.playing) this.wake();
  }

  draw() {
    this.show();
    if (!this.race) return;
    this.stage.draw(this.clock.time, this.pointed);
    this.charts.draw(this.clock.time, this.pointed);
    if (this.host.send && this.stage.projection) this.start.update();
  }

  show() {
    const { step, steps, playing, loop } = this.clock;
    const { moved } = this.stage;
    this.controls.update({ step, steps, playing, loop, moved, view: this.view });
    const { dataset } = this.element;
    for (const [name, value] of Object.entries({ step, steps, playing, ...this.view })) {
      if (dataset[name] !== String(value)) dataset[name] = value;
    }
  }

  fail(error) {
    this.element.dataset.failed = "true";
    this.voice.className = "player-failure";
    this.voice.setAttribute("role", "alert");
    this.say(`The picture could not be drawn. ${error.message}`);
    console.error(error);
  }

  destroy() {
    this.life.abort();
    this.sizes.disconnect();
    this.mailbox.close();
    cancelAnimationFrame(this.frame);
    this.stage.destroy();
    this.charts.destroy();
    this.element.replaceChildren();
  }
}
