// What toolbar, keys, charts and gestures do to the parts of a player.

import { NOTHING } from "./hover.js";

/**
 * The parts of a player that a person acts on; they are there once the first event comes.
 * @typedef {object} Parts
 * @property {import("./playback.js").Playback} playback
 * @property {import("./landscape.js").LandscapeView} landscape
 * @property {import("./hover.js").Hover} hover
 * @property {import("./start_drag.js").StartDrag} start
 * @property {import("./downloads.js").Downloads} downloads
 * @property {() => Promise<void>} refresh
 */

/**
 * @typedef {object} Input
 * @property {() => Parts} part
 * @property {(change: Partial<import("./views.js").View>) => void} switchView
 * @property {() => void} switchStepLosses
 * @property {() => import("./screenshot.js").Pictured | null} atRest pauses; what there is to save
 */

/** @param {Input} input @returns {import("./toolbar.js").Actions} */
export function toolbarActions({ part, switchView, switchStepLosses, atRest }) {
  return {
    toggle: () => part().playback.toggle(),
    restart: () => part().playback.seek(0),
    nudge: (direction) => part().playback.nudge(direction),
    seek: (step) => part().playback.seek(step),
    speed: (speed) => {
      part().playback.clock.speed = speed;
    },
    loop: (loop) => part().playback.setLoop(loop),
    view: switchView,
    resetView: () => resetView(part()),
    stepLosses: switchStepLosses,
    save: () => part().downloads.screenshot(atRest()),
    video: () => part().downloads.video(atRest()),
    gif: () => part().downloads.gif(atRest),
  };
}

/** @param {Input} input @returns {import("./keyboard.js").Handlers} */
export function keyHandlers({ part }) {
  return {
    toggle: () => part().playback.toggle(),
    replay: () => part().playback.replay(),
    nudge: (direction) => part().playback.nudge(direction),
    first: () => part().playback.seek(0),
    last: () => part().playback.seek(part().playback.clock.steps),
    choose: (plot, direction) => part().hover.choose(plot, direction),
    forget: () => part().hover.point(NOTHING),
  };
}

/** @param {Input} input @returns {import("./charts.js").Handlers} */
export function chartHandlers({ part, switchView }) {
  return {
    seek: (step) => part().playback.seek(step),
    axis: (axis) => switchView({ axis }),
    folded: () => part().refresh(),
    point: (entrant, step, event) => part().hover.onChart(entrant, step, event),
  };
}

/** @param {Input} input @returns {import("./gestures.js").Handlers} */
export function gestureHandlers({ part }) {
  /** @param {(landscape: Parts["landscape"]) => void} move nothing is moved before there is a picture */
  const moved = (move) => {
    const { landscape, playback } = part();
    if (!landscape.projection) return;
    move(landscape);
    playback.wake();
  };
  return {
    drag: (du, dv) => moved((landscape) => landscape.drag(du, dv)),
    zoom: (factor, u, v) => moved((landscape) => landscape.zoom(factor, u, v)),
    click: (px, py) => part().start.put(part().landscape.projection?.pick(px, py)),
    doubleClick: () => {
      part().start.undo(); // its first click was not meant as one
      resetView(part());
    },
    hover: (plot, px, py) => part().hover.onPanel(plot, px, py),
  };
}

/** @param {Parts} parts */
function resetView({ landscape, playback }) {
  landscape.resetView();
  playback.wake();
}
