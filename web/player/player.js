// The player: one race, its panels, its charts and its clock. It knows nothing of who hosts it.

import { Outbox } from "../common/outbox.js";
import { Charts } from "./charts.js";
import { Clock } from "./clock.js";
import { Controls } from "./toolbar.js";
import { listenToGestures } from "./gestures.js";
import { listenToKeys } from "./keyboard.js";
import { readRace } from "./payload.js";
import { sameBytes } from "../common/message.js";
import { loadPlotly } from "../common/plotly.js";
import { NOTHING, Pointer } from "./hover.js";
import { Saving } from "./downloads.js";
import { grounds, reliefs } from "./message_store.js";
import { Stage } from "./landscape.js";
import { Start } from "./start.js";
import { Teller } from "./throttle.js";
import { readTheme } from "./theme.js";
import { Voice } from "./announcer.js";

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
    this.view = { layout: "side by side", dimension: "2d", axis: "steps" };
    this.grounded = false;
    this.saving = new Saving(this);
    this.outbox = new Outbox(({ seq, made }) => host.send?.("start", { ...made[0], seq }));
    this.teller = new Teller((step) => host.send?.("step", step));
    element.className = "player";
    element.dataset.testid = "player";
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", "Race of optimizers");
    element.player = this; // for measurements from outside
    this.controls = new Controls(element, this.wishes());
    this.voice = new Voice(element);
    this.stage = new Stage(element);
    this.charts = new Charts(element, this.chartAnswers(), this.life.signal);
    this.pointer = new Pointer(element, this);
    this.start = new Start(this.startAnswers(), this.life.signal);
    this.stage.built = () => host.send && this.start.attach(this.stage);
    listenToGestures(this.stage.element, this.gestureAnswers(), this.life.signal);
    listenToKeys(element, this.keyAnswers(), this.life.signal);
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(element);
    this.show();
  }

  /** Take a race message. The same bytes again change nothing but the theme. */
  async receive(bytes) {
    const began = performance.now();
    const theme = readTheme(this.element);
    if (this.bytes && theme.key === this.theme?.key && sameBytes(bytes, this.bytes)) return;
    this.bytes = bytes;
    const race = readRace(bytes);
    this.outbox.acknowledge(race.ack);
    this.applyView(race.view);
    const terrain = await reliefs.of(race.relief);
    if (this.outdated(bytes)) return;
    this.take(race, terrain, theme);
    if (!this.Plotly) {
      this.stage.sketch(this.view, theme);
      this.draw();
      this.Plotly = await loadPlotly(this.host.plotlyUrl).catch((error) => this.voice.fail(error));
      if (!this.Plotly || this.outdated(bytes)) return;
    }
    await this.refresh();
    if (this.outdated(bytes)) return;
    this.begin();
    performance.measure("player:picture", { start: began });
  }

  /** Whether a newer race came while this one waited for something. */
  outdated(bytes) {
    return this.bytes !== bytes || this.life.signal.aborted;
  }

  take(race, terrain, theme) {
    Object.assign(this, { race, theme });
    this.pointer.point(NOTHING);
    this.stage.setRace(race, terrain, theme);
    this.followGround();
    this.charts.setRace(race, this.stage.runs, this.view.axis);
    this.clock.resize(race.steps);
    if (!this.start.held && !this.outbox.pending("start")) this.start.point = race.start;
    this.element.dataset.dark = theme.dark;
  }

  /**
   * Once, at first sight: play, or show the finished race to who prefers less motion. A page that
   * follows the steps is read from the first one on.
   */
  begin() {
    if (this.element.dataset.ready) return;
    this.element.dataset.ready = "true";
    if (this.race.tells) this.clock.seek(1);
    else if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.clock.seek(this.race.steps);
    else this.clock.play();
    this.wake();
  }

  /** The place of the player is another one, perhaps with larger type. */
  resize() {
    const theme = readTheme(this.element);
    const { terrain } = this.stage;
    if (this.race && terrain && theme.key !== this.theme.key) this.take(this.race, terrain, theme);
    return this.refresh();
  }

  /** Bring all that stands still up to date, then draw what moves: charts, even if no picture. */
  async refresh() {
    if (!this.race || !this.Plotly) return;
    const parts = [
      () => this.stage.refresh(this.Plotly, { ...this.view }, this.theme),
      () => this.draw(),
      () => this.charts.refresh(this.Plotly, this.theme),
    ];
    let failure = null; // the first
    for (const part of parts) {
      try {
        await part();
      } catch (error) {
        failure ??= error;
      }
      if (this.life.signal.aborted) return;
    }
    if (failure) this.voice.fail(failure);
    else this.voice.recover();
    this.wake();
  }

  /** The page's view counts when it is another one than before, or asked for anew. */
  applyView(view) {
    const known = JSON.stringify(view);
    if (known === this.serverView) return;
    this.serverView = known;
    const { layout, dimension, axis } = view;
    this.view = { layout, dimension, axis };
  }

  switchView(change) {
    const view = { ...this.view, ...change };
    if (JSON.stringify(view) === JSON.stringify(this.view)) return;
    this.view = view;
    this.pointer.point(NOTHING);
    if (this.race) this.charts.setAxis(view.axis);
    this.show();
    this.refresh();
    this.host.send?.("view", view);
  }

  /** Show the loss of each step, or no longer; a page that computes it is told. */
  switchGround() {
    this.grounded = !this.grounded;
    this.host.send?.("ground", this.grounded);
    this.followGround();
    this.show();
    this.wake();
  }

  /** Wait for the losses of this race's steps, if the person wants to see them. */
  async followGround() {
    const { race, stage } = this;
    stage.setGround(null, this.grounded && race.ground);
    if (!this.grounded || !race.ground) return;
    const ground = await grounds.of(race.ground.id);
    if (!this.grounded || this.race.ground?.id !== ground.id) return;
    stage.setGround(ground, race.ground);
    this.wake();
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
      ground: () => this.switchGround(),
      save: () => this.saving.picture(),
      film: () => this.saving.film(),
      reel: () => this.saving.reel(),
    };
  }

  keyAnswers() {
    const { toggle, nudge, seek } = this.wishes();
    return {
      toggle,
      replay: () => this.replay(),
      nudge,
      first: () => seek(0),
      last: () => seek(this.clock.steps),
      choose: (plot, direction) => this.pointer.choose(plot, direction),
      forget: () => this.pointer.point(NOTHING),
    };
  }

  chartAnswers() {
    return {
      seek: (step) => this.seek(step),
      axis: (axis) => this.switchView({ axis }),
      folded: () => this.refresh(),
      point: (entrant, step, event) => this.pointer.onChart(entrant, step, event),
    };
  }

  gestureAnswers() {
    const { stage } = this;
    const moved = (move) => {
      if (!stage.projection) return;
      move();
      stage.unaimed = true; // however many fingers move within a frame, it is drawn once
      this.wake();
    };
    return {
      drag: (du, dv) => moved(() => stage.drag(du, dv)),
      zoom: (factor, u, v) => moved(() => stage.zoom(factor, u, v)),
      click: (px, py) => {
        const point = this.host.send && stage.projection?.pick(px, py);
        if (!point) return;
        this.undo = this.start.point;
        this.start.put(point);
      },
      doubleClick: () => {
        if (this.undo) this.start.put(this.undo); // its first click was not meant as one
        this.undo = null;
        this.resetView();
      },
      hover: (plot, px, py) => this.pointer.onPanel(plot, px, py),
    };
  }

  startAnswers() {
    return {
      grab: () => {
        this.before = { time: this.clock.time, playing: this.clock.playing };
        this.seek(this.clock.steps); // whole paths follow the start
      },
      move: (point) => {
        this.outbox.post({ key: "start", p: point, live: true });
        this.wake();
      },
      drop: (point) => {
        this.outbox.post({ key: "start", p: point, live: false });
        if (this.before) this.seek(this.before.playing ? 0 : this.before.time);
        if (this.before?.playing) this.clock.play();
        this.before = null;
        this.wake();
      },
    };
  }

  resetView() {
    this.stage.resetView();
    this.wake();
  }

  toggle() {
    if (this.clock.playing) this.clock.pause();
    else this.clock.play();
    this.voice.say(this.clock.playing ? "Playing" : `Paused at step ${this.clock.step}`);
    this.show();
    this.wake();
  }

  seek(step) {
    this.hold(() => this.clock.seek(step));
  }

  replay() {
    this.seek(0);
    this.toggle();
  }

  hold(move) {
    this.clock.pause();
    move();
    this.show();
    this.wake();
  }

  /** Ask for a frame. While nothing moves, none is asked for. */
  wake() {
    if (!this.life.signal.aborted) this.frame ??= requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    this.frame = null;
    const seconds = this.ticked ? Math.min((now - this.ticked) / 1000, 0.1) : 0;
    if (this.clock.advance(seconds)) this.voice.say(`Finished. ${this.race.summary}`);
    this.ticked = this.clock.playing ? now : null;
    if (this.stage.unaimed) this.stage.aim();
    this.draw();
    if (this.clock.playing) this.wake();
  }

  draw() {
    this.show();
    if (!this.race) return;
    const { time } = this.clock;
    this.stage.draw(time, this.pointer.pointed);
    this.charts.draw(time, this.pointer.pointed);
    if (this.host.send && this.stage.projection) this.start.update();
  }

  show() {
    const { step, steps, playing, loop } = this.clock;
    const { moved, flat } = this.stage;
    const ground = flat && this.race?.ground ? this.race.ground.about : "";
    const { view, grounded } = this;
    const { filming, told } = this.saving;
    const saving = { filming, told, reeling: Boolean(this.saving.reeling) };
    this.controls.update({ step, steps, playing, loop, moved, ground, grounded, ...saving, view });
    const { dataset } = this.element;
    for (const [name, value] of Object.entries({ step, steps, playing, ...this.view })) {
      if (dataset[name] !== String(value)) dataset[name] = value;
    }
    if (this.race?.tells && dataset.ready) this.teller.tell(step, playing);
  }

  destroy() {
    this.life.abort();
    this.sizes.disconnect();
    this.outbox.close();
    this.teller.close();
    cancelAnimationFrame(this.frame);
    this.stage.destroy();
    this.charts.destroy();
    this.element.replaceChildren();
  }
}
