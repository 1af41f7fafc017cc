// All panels of a race: their still pictures, what all of them share (lens and camera), and the
// drawing of what moves.

import { Axes } from "./axes.js";
import { Contours } from "./contours.js";
import { drawClipping, drawHead, drawMinima, drawPath, prepare } from "./draw_runs.js";
import { Lens } from "./viewport.js";
import { Orbit } from "./orbit.js";
import { arrange, buildPanels, labelPanels } from "./panels.js";
import { Scene3d } from "./scene3d.js";
import { fills } from "./theme.js";
import { pointAt, trace } from "./screen_path.js";

/** What a step's own loss has to do with the true one. */
const SEES = { batch: "the mean over its own batch", noise: "tilted by its own noise" };

export class Stage {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.element = parent.appendChild(document.createElement("div"));
    this.element.className = "player-panels";
    this.legend = parent.appendChild(document.createElement("p"));
    this.legend.className = "player-ground";
    this.legend.hidden = true;
    this.backstage = parent.appendChild(document.createElement("div"));
    this.backstage.className = "player-backstage";
    this.backstage.setAttribute("aria-hidden", "true");
    const about = parent.appendChild(document.createElement("p"));
    about.className = "player-minima player-spoken";
    // One canvas over all panels: the browser composes each canvas anew in every frame.
    this.ink = document.createElement("canvas");
    this.ink.className = "player-ink";
    this.ink.setAttribute("aria-hidden", "true");
    this.lens = new Lens();
    this.orbit = new Orbit();
    this.contours = new Contours(this.backstage);
    this.axes = new Axes(this.backstage);
    this.scene = new Scene3d(this.backstage);
    /** @type {import("./panels.js").Panel[]} */
    this.panels = [];
    this.runs = [];
    this.place = { columns: 1, width: 0, height: 0 };
    this.traced = new Map();
    this.turn = Promise.resolve();
    this.view = { layout: "side by side", dimension: "2d" };
  }

  get flat() {
    return this.view.dimension === "2d";
  }

  /** Take a race's numbers; pictures that they do not touch stay as they are. */
  setRace(race, terrain, theme) {
    if (terrain !== this.terrain && this.lens.show(terrain)) this.orbit.face(terrain);
    if (terrain !== this.terrain || race.entrants.length !== this.runs.length) {
      this.projection = null; // nothing is drawn until pictures and panels have followed
    }
    this.race = race;
    this.terrain = terrain;
    this.runs = race.entrants.map((entrant) => ({
      style: entrant,
      color: theme.dark ? entrant.darkColor : entrant.color,
      clipped: entrant.clipped,
      path: {
        x: entrant.x,
        y: entrant.y,
        z: Float32Array.from(entrant.loss, (loss) => terrain.height(loss)),
        last: entrant.last,
        steps: race.steps,
      },
    }));
    this.minima = race.minima.map(([x, y, loss]) => [x, y, terrain.height(loss)]);
    this.traced.clear();
  }

  /**
   * Draw the losses of the steps, or none of them.
   * @param {import("./step_losses.js").Ground | null} ground
   * @param {{about: string} | undefined} wanted what is waited for, while there is none yet
   */
  setGround(ground, wanted) {
    this.ground = ground;
    this.legend.hidden = !wanted;
    this.sees = wanted && SEES[wanted.about];
    if (wanted && !ground) this.tell("The loss of each step is being computed.");
  }

  /** The place of the loss that the step under way at a time sees, or null. */
  groundAt(time) {
    if (!this.ground || !this.flat) return null;
    return this.ground.nearest(Math.min(Math.floor(time + 1e-9) + 1, this.race.steps));
  }

  tell(text) {
    if (this.legend.textContent !== text) this.legend.textContent = text;
  }

  /** Bring the still pictures up to date, one call after the other: Plotly is not re-entrant. */
  refresh(Plotly, view, theme) {
    this.turn = this.turn.catch(() => {}).then(() => this.redraw(Plotly, view, theme));
    return this.turn;
  }

  async redraw(Plotly, view, theme) {
    this.Plotly = Plotly;
    const place = this.arrange(view, theme);
    const { terrain, lens, orbit } = this;
    const { width, height } = place;
    let drawn;
    if (view.dimension === "2d") {
      drawn = await this.contours.draw(Plotly, terrain, theme);
      await this.axes.draw(Plotly, lens, width, height, theme);
    } else {
      drawn = await this.scene.draw(Plotly, terrain, theme, orbit, width, height);
    }
    const built = this.build(place, view, theme);
    if (this.legendGrew()) return this.redraw(Plotly, view, theme);
    if (this.flat) for (const { map } of this.panels) this.contours.mirror(map);
    if (drawn || built || !this.projection) this.aim();
  }

  /** Whether the legend over all runs in one panel leaves less room than was thought. */
  legendGrew() {
    if (this.view.layout !== "overlaid" || !fills(this.element)) return false;
    const { offsetHeight } = this.panels[0].element.querySelector("figcaption");
    const grew = offsetHeight !== this.legendHeight;
    this.legendHeight = offsetHeight;
    if (grew) this.projection = null;
    return grew;
  }

  /** Show the panels before there are any pictures to put into them. */
  sketch(view, theme) {
    this.build(this.arrange(view, theme), view, theme);
    if (this.flat) this.projection = this.lens.projection(this.place.width, this.place.height);
  }

  arrange({ layout, dimension }, { scale }) {
    const names = layout === "overlaid" ? [""] : this.race.entrants.map(({ name }) => name);
    const { clientWidth, clientHeight } = this.element;
    const filled = fills(this.element);
    const width = Math.max(filled ? clientWidth : this.element.parentElement.clientWidth, 200);
    const title = filled && layout === "overlaid" ? this.legendHeight : null;
    const room = { width, height: filled ? clientHeight : null, title };
    return arrange(names, room, dimension === "2d", scale);
  }

  /** Make the panels that a place asks for; say whether they did not stand already. */
  build(place, view, theme) {
    Object.assign(this, { view, theme });
    const { layout, dimension } = view;
    const key = [...Object.values(place), theme.scale, layout, dimension, this.race.entrants.length].join("|");
    const built = key !== this.key;
    if (built) {
      this.key = key;
      this.place = place;
      this.panels = buildPanels(this.element, this.race, view, place, this.axes, theme.scale);
      this.element.append(this.ink);
      this.built?.();
    }
    labelPanels(this.element, this.panels, this.race, theme);
    this.measure();
    return built;
  }

  /** See where the panels are, so that no frame has to ask. */
  measure() {
    const all = this.element.getBoundingClientRect();
    this.size = [all.width, all.height];
    for (const panel of this.panels) {
      const { left, top } = panel.plot.getBoundingClientRect();
      panel.corner = [left - all.left, top - all.top];
    }
  }

  /** Move what all panels show, by fractions of a panel. */
  drag(du, dv) {
    if (this.flat) this.lens.pan(du, dv);
    else this.orbit.turn((du * this.place.width) / this.place.height, dv);
  }

  zoom(factor, u, v) {
    if (this.flat) this.lens.zoom(factor, u, v);
    else this.orbit.zoom(factor);
  }

  /** Show the still pictures as lens or camera now have them. */
  aim() {
    this.unaimed = false;
    const { width, height } = this.place;
    if (this.flat) {
      for (const { map } of this.panels) this.contours.aim(map, this.lens, width, height);
      this.projection = this.lens.projection(width, height);
      this.axes.draw(this.Plotly, this.lens, width, height, this.theme);
      return;
    }
    const picture = this.scene.aim(this.orbit, width, height);
    const ratio = window.devicePixelRatio || 1;
    for (const { scene } of this.panels) {
      const context = prepare(scene, width, height);
      context.drawImage(picture, 0, 0, picture.width / ratio, picture.height / ratio);
    }
    this.projection = this.scene.projection(this.terrain, width, height);
  }

  /** The run's path in pixels: all panels look at the same place, so one trace serves them all. */
  traceOf(k) {
    const known = this.traced.get(k);
    if (known?.key === this.projection.key) return known.trace;
    const found = trace(this.runs[k].path, this.projection);
    this.traced.set(k, { key: this.projection.key, trace: found });
    return found;
  }

  /**
   * Draw what moves.
   * @param {number} time in steps
   * @param {import("./hover.js").Pointed} pointed what the person points at
   */
  draw(time, pointed) {
    const { projection, theme } = this;
    if (!projection) return;
    const { width, height } = this.place;
    const seen = this.groundAt(time);
    const lines = seen !== null && this.ground.picture(seen, this.terrain, projection, this.place, theme);
    if (lines) this.tell(`Lines: the loss that step ${this.ground.steps[seen]} sees, ${this.sees}. Colours: the true loss.`);
    const context = prepare(this.ink, ...this.size);
    for (const { entrants, corner } of this.panels) {
      context.save();
      context.translate(...corner);
      context.beginPath();
      context.rect(0, 0, width, height);
      context.clip();
      if (lines) context.drawImage(lines, 0, 0, width, height);
      const taken = { labels: [], width, height };
      drawMinima(context, this.minima, projection, theme);
      const shown = entrants.map((k) => ({ k, ...this.runs[k], trace: this.traceOf(k) }));
      const others = pointed.entrant !== null && entrants.length > 1;
      const faint = ({ k }) => others && pointed.entrant !== k;
      shown.sort((a, b) => faint(b) - faint(a)); // who is pointed at lies on top
      for (const run of shown) drawPath(context, run, projection, time, theme, faint(run));
      for (const run of shown) {
        drawClipping(context, run, projection, time, theme, faint(run));
      }
      for (const run of shown) drawHead(context, run, projection, time, theme, taken);
      for (const run of shown) if (pointed.step !== null) this.drawRing(context, run, pointed.step);
      context.restore();
    }
  }

  /** A ring where a run was at a step that the person points at. */
  drawRing(context, { path, color }, step) {
    const [x, y] = this.projection.project(...pointAt(path, step));
    context.beginPath();
    const { scale } = this.theme;
    context.arc(x, y, 7 * scale, 0, 2 * Math.PI);
    context.lineWidth = 4 * scale;
    context.strokeStyle = this.theme.halo;
    context.stroke();
    context.lineWidth = 2 * scale;
    context.strokeStyle = color;
    context.stroke();
  }

  /** Show the whole map from where it was first shown. */
  resetView() {
    this.lens.reset();
    this.orbit.reset();
    this.unaimed = true;
  }

  get moved() {
    return this.flat ? this.lens.moved : this.orbit.moved;
  }

  destroy() {
    this.scene.destroy();
    this.Plotly?.purge(this.contours.figure);
    this.Plotly?.purge(this.axes.figure);
    this.panels = [];
  }
}
