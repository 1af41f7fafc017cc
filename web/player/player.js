// The player: one race, its panels, its charts and its clock. It knows nothing of who hosts it.

import { sameBytes } from "../common/message.js";
import { loadPlotly } from "../common/plotly.js";
import { Announcer } from "./announcer.js";
import { Charts } from "./charts.js";
import { Downloads } from "./downloads.js";
import { listenToGestures } from "./gestures.js";
import { Hover, NOTHING } from "./hover.js";
import { chartHandlers, gestureHandlers, keyHandlers, toolbarActions } from "./input.js";
import { listenToKeys } from "./keyboard.js";
import { LandscapeView } from "./landscape.js";
import { heightMaps } from "./message_store.js";
import { readRace } from "./payload.js";
import { Playback } from "./playback.js";
import { StartDrag } from "./start_drag.js";
import { Status } from "./status.js";
import { StepLossSwitch } from "./step_loss_switch.js";
import { readTheme } from "./theme.js";
import { Toolbar } from "./toolbar.js";
import { Views } from "./views.js";

/** @typedef {import("./height_map.js").HeightMap} HeightMap */
/** @typedef {import("./payload.js").Race} Race */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./views.js").View} View */

/**
 * @typedef {object} Host
 * @property {string} plotlyUrl
 * @property {import("./start_drag.js").Send} [send] without it, as in an exported file, the start
 *   stays where it is
 */

export class Player {
  /** @type {Race | null} */
  race = null;
  /** @type {Theme | null} */
  theme = null;
  /** @type {Uint8Array | null} the race message */
  bytes = null;
  #life = new AbortController();
  #views = new Views();
  #sizes = new ResizeObserver(() => this.#resize());
  /** @type {import("../common/plotly.js").Plotly | null} */
  #Plotly = null;

  /** @param {HTMLElement} element @param {Host} host */
  constructor(element, host) {
    this.element = element;
    this.host = host;
    const { signal } = this;
    element.className = "player";
    element.dataset.testid = "player";
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", "Race of optimizers");
    Object.assign(element, { player: this }); // for measurements from outside
    this.playback = new Playback(
      {
        draw: () => this.draw(),
        changed: () => this.#show(),
        say: (words) => this.announcer.say(words),
        summary: () => this.race?.summary ?? "",
      },
      signal,
    );
    const parts = {
      part: () => this,
      switchView: (/** @type {Partial<View>} */ change) => this.#switchView(change),
      switchStepLosses: () => this.#switchStepLosses(),
      atRest: () => this.#atRest(),
    };
    const toolbar = new Toolbar(element, toolbarActions(parts));
    this.status = new Status(element, toolbar, (step) => this.#send("step", step), signal);
    this.announcer = new Announcer(element);
    this.landscape = new LandscapeView(element);
    this.charts = new Charts(element, chartHandlers(parts), signal);
    const { landscape, charts, playback } = this;
    const { clock } = playback;
    const changed = () => playback.wake();
    this.hover = new Hover(element, { landscape, charts, clock, changed }, signal);
    this.start = new StartDrag(landscape, playback, () => host.send, signal);
    this.stepLosses = new StepLossSwitch(landscape.stepLosses, () => playback.changed());
    this.downloads = new Downloads(this.announcer, () => this.#show());
    listenToGestures(landscape.element, gestureHandlers(parts), signal);
    listenToKeys(element, keyHandlers(parts), signal);
    this.#sizes.observe(element);
    this.#show();
  }

  /** Aborted when the player is gone. */
  get signal() {
    return this.#life.signal;
  }

  /** Take a race message. The same bytes again change nothing but the theme. @param {Uint8Array} bytes */
  async receive(bytes) {
    const began = performance.now();
    const theme = readTheme(this.element);
    const known = this.bytes && theme.key === this.theme?.key && sameBytes(bytes, this.bytes);
    if (known) return;
    this.bytes = bytes;
    const race = readRace(bytes);
    this.start.outbox.acknowledge(race.ack);
    this.#views.wish(race.view);
    const map = await heightMaps.of(race.relief);
    if (this.#outdated(bytes)) return;
    this.#take(race, map, theme);
    if (!this.#Plotly) {
      this.landscape.sketch(this.#views.current, theme);
      this.draw();
      try {
        this.#Plotly = await loadPlotly(this.host.plotlyUrl);
      } catch (error) {
        this.announcer.fail(error);
      }
      if (!this.#Plotly || this.#outdated(bytes)) return;
    }
    await this.refresh();
    if (this.#outdated(bytes)) return;
    this.#begin(race);
    performance.measure("player:picture", { start: began });
  }

  /** Whether a newer race came while this one waited for something. @param {Uint8Array} bytes */
  #outdated(bytes) {
    return this.bytes !== bytes || this.signal.aborted;
  }

  /** @param {Race} race @param {HeightMap} map @param {Theme} theme */
  #take(race, map, theme) {
    this.race = race;
    this.theme = theme;
    this.hover.point(NOTHING);
    this.landscape.setRace(race, map, theme);
    this.stepLosses.setOffer(race.ground);
    this.charts.setRace(race, this.landscape.runs, this.#views.current.axis);
    this.playback.clock.resize(race.steps);
    this.start.follow(race.start);
    this.element.dataset.dark = String(theme.dark);
  }

  /**
   * Once, at first sight: play, or show the finished race to who prefers less motion. A page that
   * follows the steps is read from the first one on.
   * @param {Race} race
   */
  #begin(race) {
    if (this.element.dataset.ready) return;
    this.element.dataset.ready = "true";
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (race.tells) this.playback.seek(1);
    else if (still) this.playback.seek(race.steps);
    else this.playback.play();
  }

  /** The place of the player is another one, perhaps with larger type. */
  #resize() {
    const theme = readTheme(this.element);
    const { map } = this.landscape;
    if (this.race && map && theme.key !== this.theme?.key) this.#take(this.race, map, theme);
    return this.refresh();
  }

  /** Bring all that stands still up to date, then draw what moves: charts, even if no picture. */
  async refresh() {
    const { theme } = this;
    const Plotly = this.#Plotly;
    if (!Plotly || !theme) return;
    const parts = [
      () => this.landscape.refresh(Plotly, this.#views.current, theme),
      () => this.draw(),
      () => this.charts.refresh(Plotly, theme),
    ];
    /** @type {unknown[]} */
    const failures = [];
    for (const part of parts) {
      try {
        await part();
      } catch (error) {
        failures.push(error);
      }
      if (this.signal.aborted) return;
    }
    if (failures.length) this.announcer.fail(failures[0]);
    else this.announcer.recover();
    this.playback.wake();
  }

  /** @param {Partial<View>} change */
  #switchView(change) {
    if (!this.#views.change(change)) return;
    this.hover.point(NOTHING);
    this.charts.setAxis(this.#views.current.axis);
    this.#show();
    this.refresh();
    this.#send("view", this.#views.current);
  }

  /** @param {string} name @param {unknown} value */
  #send(name, value) {
    this.host.send?.(name, value);
  }

  #switchStepLosses() {
    this.stepLosses.toggle();
    this.#send("ground", this.stepLosses.on);
  }

  /**
   * Pause the race; what there is to save, if there is anything.
   * @returns {import("./screenshot.js").Pictured | null}
   */
  #atRest() {
    const { race, theme, element, landscape, charts, playback, signal } = this;
    if (!this.#Plotly || !race || !theme) return null;
    playback.pause();
    const [draw, refresh] = [() => this.draw(), () => this.refresh()];
    return { race, theme, element, landscape, charts, playback, signal, draw, refresh };
  }

  draw() {
    this.#show();
    if (!this.race) return;
    const { time } = this.playback.clock;
    this.landscape.draw(time, this.hover.pointed);
    this.charts.draw(time, this.hover.pointed);
    this.start.update();
  }

  #show() {
    const { step, steps, playing, loop } = this.playback.clock;
    const { moved, flat } = this.landscape;
    const { recording, makingGif, status } = this.downloads;
    const offer = (flat && this.race?.ground?.about) || null;
    const stepLosses = this.stepLosses.on;
    const state = { step, steps, playing, loop, moved, offer, stepLosses, recording, makingGif, status };
    this.status.show(state, this.#views.current, Boolean(this.race?.tells));
  }

  destroy() {
    this.#life.abort();
    this.#sizes.disconnect();
    this.landscape.destroy();
    this.charts.destroy();
    this.element.replaceChildren();
  }
}
