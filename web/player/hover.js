// What the person points at, by mouse or by keyboard: a run, a step of it, and the card about them.

import { Tooltip, nearest } from "./tooltip.js";

/** @typedef {{entrant: number | null, step: number | null}} Pointed */
export const NOTHING = { entrant: null, step: null };

export class Pointer {
  /**
   * @param {HTMLElement} element
   * @param {{stage: object, clock: object, race: object, wake: () => void}} player
   */
  constructor(element, player) {
    this.player = player;
    this.tooltip = new Tooltip(element);
    /** @type {Pointed} */
    this.pointed = NOTHING;
    const { signal } = player.life;
    element.addEventListener("focusout", () => this.point(NOTHING), { signal });
    element.addEventListener("pointerover", ({ target }) => this.onName(target), { signal });
  }

  point(pointed) {
    if (pointed.entrant === null) this.tooltip.hide();
    const { entrant, step } = this.pointed;
    if (pointed.entrant === entrant && pointed.step === step) return;
    this.pointed = pointed;
    this.player.wake();
  }

  /** A name in a legend lifts its run out of the others. */
  onName(target) {
    const name = target.closest(".player-chip");
    if (name) this.point({ entrant: Number(name.dataset.entrant), step: null });
    else if (this.named) this.point(NOTHING);
    this.named = Boolean(name);
  }

  onChart(entrant, step, event) {
    this.point({ entrant, step });
    if (entrant !== null) this.tell(entrant, step, event.clientX, event.clientY);
  }

  onPanel(plot, px, py) {
    const { stage, clock } = this.player;
    const panel = plot && stage.projection && stage.panels[plot.dataset.panel];
    const found = panel && nearest(stage, panel.entrants, clock.time, px, py);
    if (!found) {
      if (!this.named) this.point(NOTHING);
      return;
    }
    this.point(found);
    const { left, top } = plot.getBoundingClientRect();
    this.tell(found.entrant, found.step, left + px, top + py);
  }

  /** Walk through the runs of a panel with the keyboard, telling each one's numbers. */
  choose(plot, direction) {
    const { stage, clock } = this.player;
    if (!stage.projection) return;
    const { entrants } = stage.panels[plot.dataset.panel];
    const at = entrants.indexOf(this.pointed.entrant);
    const from = at < 0 && direction < 0 ? 0 : at;
    const next = entrants[(from + direction + entrants.length) % entrants.length];
    const { path } = stage.runs[next];
    const step = Math.min(clock.step, path.last);
    const [px, py] = stage.projection.project(path.x[step], path.y[step], path.z[step]);
    const { left, top, width, height } = plot.getBoundingClientRect();
    this.point({ entrant: next, step });
    const [x, y] = [Math.min(Math.max(px, 0), width), Math.min(Math.max(py, 0), height)];
    this.tell(next, step, left + x, top + y);
  }

  tell(entrant, step, left, top) {
    const { race, stage, charts } = this.player;
    const { axis } = charts;
    const at = Math.min(step, race.entrants[entrant].last);
    const paid = axis.name === "steps" ? undefined : [axis.title, axis.at(entrant, at)];
    this.tooltip.show(race.entrants[entrant], stage.runs[entrant].color, step, left, top, paid);
  }
}
