// What the player shows, on one canvas: the panels, the legend and the open charts. Everything is
// drawn where it stands on the page; what stands still is drawn once.

import { contextOf, element } from "../common/dom.js";
import { decodeImage, painterOf } from "./painters.js";

/** @typedef {import("./screenshot.js").Pictured} Pictured */

const PAD = 16; // round the picture
const LINE = 26; // of its title
const NARROW = 560; // where title and step stand under each other
const WORDS = "b, small, .player-step-losses, .player-fold span";

/**
 * A canvas for what the player shows, and how to draw it as it is at any moment.
 * @param {Pictured} pictured
 * @param {number} ratio pixels of the canvas for one of the page
 * @param {CanvasRenderingContext2DSettings} settings
 */
export async function compose(pictured, ratio, settings = {}) {
  const { landscape, theme } = pictured;
  const place = extent(pictured);
  const head = place.width < NARROW ? 2 * LINE : LINE;
  const scene = landscape.flat ? null : await sceneImage(landscape, ratio);
  const parts = partsOf(pictured);
  const painters = await Promise.all(parts.map((part) => painterOf(part, theme, scene)));
  const size = [place.width + 2 * PAD, place.height + head + 2 * PAD];
  const sheet = () => {
    const canvas = element("canvas");
    // Video is made of whole blocks of colour, two pixels a side.
    [canvas.width, canvas.height] = size.map((length) => 2 * Math.round((length * ratio) / 2));
    return { canvas, context: contextOf(canvas, settings) };
  };
  /** @param {CanvasRenderingContext2D} context @param {boolean} moving which of the parts */
  const draw = (context, moving) => {
    const [left, top] = [(PAD - place.left) * ratio, (PAD + head - place.top) * ratio];
    context.setTransform(ratio, 0, 0, ratio, left, top);
    parts.forEach((part, k) => {
      if (moves(part) === moving) painters[k](context);
    });
    context.setTransform(ratio, 0, 0, ratio, PAD * ratio, PAD * ratio);
  };
  const backdrop = sheet();
  backdrop.context.fillStyle = theme.background;
  backdrop.context.fillRect(0, 0, backdrop.canvas.width, backdrop.canvas.height);
  draw(backdrop.context, false);
  writeTitle(backdrop.context, pictured, place.width);
  const { canvas, context } = sheet();
  const paint = () => {
    pictured.draw();
    context.resetTransform();
    context.drawImage(backdrop.canvas, 0, 0);
    draw(context, true);
    writeStep(context, pictured, place.width);
  };
  return { canvas, context, paint };
}

/** Whether a part changes while the race plays. @param {Element} part */
function moves(part) {
  return part.matches("canvas:not(.player-scene), .player-step-losses");
}

/** The part of the page that the picture shows. @param {Pictured} pictured */
function extent({ element, landscape, charts }) {
  const { left, width } = element.getBoundingClientRect();
  const { top } = landscape.element.getBoundingClientRect();
  const { legend } = landscape.stepLosses;
  const shown = charts.charts.filter((chart) => chart.open && isSeen(chart.body));
  const last = shown.at(-1)?.body ?? (legend.hidden ? landscape.element : legend);
  return { left, top, width, height: last.getBoundingClientRect().bottom - top };
}

/** Everything to draw, what lies below first. @param {Pictured} pictured @returns {Element[]} */
function partsOf({ landscape, charts }) {
  const inside = `.player-plot, .player-plot > svg, .player-scene, .player-canvas, .player-swatch, ${WORDS}`;
  const panels = [...landscape.element.querySelectorAll(inside), landscape.stepLosses.legend];
  const open = charts.charts.filter((chart) => chart.open);
  const figures = open.flatMap(({ element }) => [
    ...element.querySelectorAll(`.main-svg, .player-chart-body > canvas, ${WORDS}`),
  ]);
  const over = open.length ? [charts.choice] : [];
  return [...panels, ...figures, ...over].filter(isSeen);
}

/** @param {Element} element */
function isSeen(element) {
  return element.getClientRects().length > 0;
}

/**
 * The landscape in 3D, which all panels show alike.
 * @param {Pictured["landscape"]} landscape @param {number} ratio
 */
async function sceneImage({ scene, orbit, layout }, ratio) {
  return decodeImage(await scene.picture(orbit, layout.width, layout.height, ratio));
}

/** @param {CanvasRenderingContext2D} context @param {Pictured} pictured @param {number} width */
function writeTitle(context, { race, theme }, width) {
  context.textBaseline = "top";
  context.font = `600 17px ${theme.font}`;
  context.fillStyle = theme.text;
  context.fillText(race.title, 0, 0, width);
}

/** @param {CanvasRenderingContext2D} context @param {Pictured} pictured @param {number} width */
function writeStep(context, { playback, theme }, width) {
  const { step, steps } = playback.clock;
  context.textBaseline = "top";
  context.font = `14px ${theme.font}`;
  context.fillStyle = theme.muted;
  const text = `step ${step} / ${steps}`;
  if (width < NARROW) context.fillText(text, 0, LINE - 2);
  else context.fillText(text, width - context.measureText(text).width, 2);
}
