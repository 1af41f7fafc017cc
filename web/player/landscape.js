// All panels of a race: their still pictures, and what all of them share (viewport and camera).

import { element, find } from "../common/dom.js";
import { Axes } from "./axes.js";
import { fitCanvas } from "./canvas.js";
import { Contours } from "./contours.js";
import { Orbit } from "./orbit.js";
import { arrange } from "./panel_layout.js";
import { buildPanels, labelPanels } from "./panels.js";
import { runsOf } from "./runs.js";
import { RunsCanvas } from "./runs_canvas.js";
import { Scene3d } from "./scene3d.js";
import { StepLossLayer } from "./step_loss_layer.js";
import { fills } from "./theme.js";
import { Viewport } from "./viewport.js";

/** @typedef {import("../common/plotly.js").Plotly} Plotly */
/** @typedef {import("./height_map.js").HeightMap} HeightMap */
/** @typedef {import("./panel_layout.js").Layout} Layout */
/** @typedef {import("./payload.js").Race} Race */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./views.js").View} View */

export class LandscapeView {
  viewport = new Viewport();
  orbit = new Orbit();
  canvas = new RunsCanvas();
  /** @type {import("./panels.js").Panel[]} */
  panels = [];
  /** @type {import("./runs.js").Run[]} */
  runs = [];
  /** @type {import("./screen_path.js").Point[]} */
  minima = [];
  /** @type {Layout} */
  layout = { columns: 1, width: 0, height: 0, title: 0 };
  /** @type {HeightMap | null} */
  map = null;
  /** @type {import("./screen_path.js").Projection | null} none until there is a picture */
  projection = null;
  /** Whether viewport or camera moved since the still pictures were last shown. */
  moving = false;
  /** Called when there are new panels. */
  onBuilt = () => {};
  /** @type {Race | null} */
  #race = null;
  /** @type {Theme | null} */
  #theme = null;
  /** @type {Plotly | null} */
  #Plotly = null;
  /** @type {View} */
  #view = { layout: "side by side", dimension: "2d", axis: "steps" };
  #key = "";
  #turn = Promise.resolve();
  #legendHeight = 0;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.element = element("div", { className: "player-panels", parent });
    this.stepLosses = new StepLossLayer(parent);
    const backstage = element("div", { className: "player-backstage", parent });
    backstage.setAttribute("aria-hidden", "true");
    this.minimaInWords = element("p", { className: "player-minima player-spoken", parent });
    this.contours = new Contours(backstage);
    this.axes = new Axes(backstage);
    this.scene = new Scene3d(backstage);
  }

  get flat() {
    return this.#view.dimension === "2d";
  }

  get moved() {
    return this.flat ? this.viewport.moved : this.orbit.moved;
  }

  /**
   * Take a race's numbers; pictures that they do not touch stay as they are.
   * @param {Race} race @param {HeightMap} map @param {Theme} theme
   */
  setRace(race, map, theme) {
    if (map !== this.map && this.viewport.show(map)) this.orbit.face(map);
    if (map !== this.map || race.entrants.length !== this.runs.length) {
      this.projection = null; // nothing is drawn until pictures and panels have followed
    }
    this.#race = race;
    this.map = map;
    this.runs = runsOf(race, map, theme);
    this.minima = race.minima.map(([x, y, loss]) => [x, y, map.height(loss)]);
    this.canvas.forget();
  }

  /**
   * Bring the still pictures up to date, one call after the other: Plotly is not re-entrant.
   * @param {Plotly} Plotly @param {View} view @param {Theme} theme
   */
  refresh(Plotly, view, theme) {
    this.#turn = this.#turn.catch(() => {}).then(() => this.#redraw(Plotly, view, theme));
    return this.#turn;
  }

  /** @param {Plotly} Plotly @param {View} view @param {Theme} theme @returns {Promise<void>} */
  async #redraw(Plotly, view, theme) {
    const { map, viewport, orbit } = this;
    if (!map) return;
    this.#Plotly = Plotly;
    const layout = this.#arrange(view, theme);
    const { width, height } = layout;
    let drawn = false;
    if (view.dimension === "2d") {
      drawn = await this.contours.draw(Plotly, map, theme);
      await this.axes.draw(Plotly, viewport, width, height, theme);
    } else {
      drawn = await this.scene.draw(Plotly, map, theme, orbit, width, height);
    }
    const built = this.#build(layout, view, theme);
    if (this.#legendGrew()) return this.#redraw(Plotly, view, theme);
    if (this.flat) for (const panel of this.panels) this.contours.mirror(panel.map);
    if (drawn || built || !this.projection) this.aim();
    return undefined;
  }

  /** Whether the legend over all runs in one panel leaves less room than was thought. */
  #legendGrew() {
    if (this.#view.layout !== "overlaid" || !fills(this.element)) return false;
    const { offsetHeight } = find(this.panels[0].element, "figcaption");
    const grew = offsetHeight !== this.#legendHeight;
    this.#legendHeight = offsetHeight;
    if (grew) this.projection = null;
    return grew;
  }

  /**
   * Show the panels before there are any pictures to put into them.
   * @param {View} view @param {Theme} theme
   */
  sketch(view, theme) {
    const { width, height } = this.#arrange(view, theme);
    this.#build(this.#arrange(view, theme), view, theme);
    if (this.flat) this.projection = this.viewport.projection(width, height);
  }

  /** @param {View} view @param {Theme} theme */
  #arrange({ layout, dimension }, { scale }) {
    const entrants = this.#race?.entrants ?? [];
    const names = layout === "overlaid" ? [""] : entrants.map(({ name }) => name);
    const { clientWidth, clientHeight, parentElement } = this.element;
    const filled = fills(this.element);
    const wide = filled ? clientWidth : (parentElement?.clientWidth ?? clientWidth);
    const title = filled && layout === "overlaid" ? this.#legendHeight : null;
    const room = { width: Math.max(wide, 200), height: filled ? clientHeight : null, title };
    return arrange(names, room, dimension === "2d", scale);
  }

  /**
   * Make the panels that a layout asks for; say whether they did not stand already.
   * @param {Layout} layout @param {View} view @param {Theme} theme
   */
  #build(layout, view, theme) {
    const race = this.#race;
    if (!race) return false;
    this.#view = { ...view };
    this.#theme = theme;
    const count = race.entrants.length;
    const key = [...Object.values(layout), theme.scale, view.layout, view.dimension, count].join("|");
    const built = key !== this.#key;
    if (built) {
      this.#key = key;
      this.layout = layout;
      this.panels = buildPanels(this.element, count, view, layout, this.axes, theme.scale);
      this.element.append(this.canvas.element);
      this.onBuilt();
    }
    labelPanels(this.minimaInWords, this.panels, race, theme);
    this.#measure();
    return built;
  }

  /** See where the panels are, so that no frame has to ask. */
  #measure() {
    const all = this.element.getBoundingClientRect();
    this.canvas.fit(all);
    for (const panel of this.panels) {
      const { left, top } = panel.plot.getBoundingClientRect();
      panel.corner = [left - all.left, top - all.top];
    }
  }

  /** @param {HTMLElement} plot */
  panelOf(plot) {
    return this.panels.find((panel) => panel.plot === plot);
  }

  /** Move what all panels show, by fractions of a panel. @param {number} du @param {number} dv */
  drag(du, dv) {
    if (this.flat) this.viewport.pan(du, dv);
    else this.orbit.turn((du * this.layout.width) / this.layout.height, dv);
    this.moving = true; // however many fingers move within a frame, it is drawn once
  }

  /** @param {number} factor @param {number} u @param {number} v */
  zoom(factor, u, v) {
    if (this.flat) this.viewport.zoom(factor, u, v);
    else this.orbit.zoom(factor);
    this.moving = true;
  }

  /** Show the whole map from where it was first shown. */
  resetView() {
    this.viewport.reset();
    this.orbit.reset();
    this.moving = true;
  }

  /** Show the still pictures as viewport or camera now have them. */
  aim() {
    this.moving = false;
    if (!this.map || !this.#Plotly || !this.#theme) return;
    const { width, height } = this.layout;
    if (this.flat) {
      for (const { map } of this.panels) this.contours.aim(map, this.viewport, width, height);
      this.projection = this.viewport.projection(width, height);
      this.axes.draw(this.#Plotly, this.viewport, width, height, this.#theme);
      return;
    }
    const picture = this.scene.aim(this.orbit, width, height);
    const ratio = window.devicePixelRatio || 1;
    for (const { scene } of this.panels) {
      const context = fitCanvas(scene, width, height);
      context.drawImage(picture, 0, 0, picture.width / ratio, picture.height / ratio);
    }
    this.projection = this.scene.projection(this.map, width, height);
  }

  /** Draw what moves. @param {number} time in steps @param {import("./hover.js").Pointed} pointed */
  draw(time, pointed) {
    if (this.moving) this.aim();
    const { map, panels, runs, minima, projection, layout } = this;
    const theme = this.#theme;
    if (!map || !projection || !theme) return;
    const lines = this.flat ? this.stepLosses.picture(time, map, projection, layout, theme) : null;
    this.canvas.draw({ panels, runs, minima, projection, layout, theme }, time, pointed, lines);
  }

  destroy() {
    this.scene.destroy();
    this.#Plotly?.purge(this.contours.figure);
    this.#Plotly?.purge(this.axes.figure);
    this.panels = [];
  }
}
