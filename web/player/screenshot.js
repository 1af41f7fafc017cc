// What the player shows at a step, as one PNG: the panels, the legend and the open charts, sharp
// enough for slides and print. Everything is drawn where it stands on the page: Plotly's drawings
// as images of their SVG, the canvases as they are, words in the page's own type.

import { sharpen, sharpness } from "./draw_runs.js";

const SHARP = 2; // pixels for one of the page, at least
const PAD = 16; // round the picture
const LINE = 26; // of its title
const NARROW = 560; // where title and step stand under each other
const AXIS = 60; // how far the numbers of an axis reach out of the panel they belong to
const WORDS = "b, small, .player-ground, .player-fold span";

/**
 * @param {object} player as of main.js; it stands still
 * @returns {Promise<File>}
 */
export async function picture(player) {
  sharpen(SHARP);
  try {
    await player.refresh();
    const { canvas, paint } = await compose(player, sharpness());
    paint(); // after all waiting, so that every canvas shows the same moment
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("It is too large for this browser: make the window smaller.");
    const name = `${slug(player.race.title)}-step-${player.clock.step}.png`;
    return new File([blob], name, { type: "image/png" });
  } finally {
    sharpen(1);
    await player.refresh();
  }
}

/**
 * A canvas for what the player shows, with so many pixels for one of the page, and how to draw it
 * as it is at any moment: what stands still was drawn once. ``settings`` are of its context.
 * @returns {Promise<{canvas: HTMLCanvasElement, context: object, paint: () => void}>}
 */
export async function compose(player, ratio, settings = {}) {
  const place = extent(player);
  const head = place.width < NARROW ? 2 * LINE : LINE;
  const scene = player.stage.flat ? null : sceneOf(player.stage, ratio);
  const all = parts(player);
  const strokes = await Promise.all(all.map((part) => stroke(part, player.theme, scene)));
  const size = [place.width + 2 * PAD, place.height + head + 2 * PAD];
  const sheet = () => {
    const canvas = document.createElement("canvas");
    // Video is made of whole blocks of colour, two pixels a side.
    [canvas.width, canvas.height] = size.map((length) => 2 * Math.round((length * ratio) / 2));
    return [canvas, canvas.getContext("2d", settings)];
  };
  const draw = (context, chosen) => {
    context.setTransform(ratio, 0, 0, ratio, (PAD - place.left) * ratio, (PAD + head - place.top) * ratio);
    all.forEach((part, k) => moves(part) === chosen && strokes[k](context));
    context.setTransform(ratio, 0, 0, ratio, PAD * ratio, PAD * ratio);
  };
  const [backdrop, below] = sheet();
  below.fillStyle = player.theme.background;
  below.fillRect(0, 0, backdrop.width, backdrop.height);
  draw(below, false);
  title(below, player, place.width);
  const [canvas, context] = sheet();
  const paint = () => {
    player.draw();
    context.resetTransform();
    context.drawImage(backdrop, 0, 0);
    draw(context, true);
    step(context, player, place.width);
  };
  return { canvas, context, paint };
}

/** Whether a part changes while the race plays. */
function moves(part) {
  return part.matches("canvas:not(.player-scene), .player-ground");
}

/** The part of the page that the picture shows. */
function extent({ element, stage, charts }) {
  const { left, width } = element.getBoundingClientRect();
  const { top } = stage.element.getBoundingClientRect();
  const shown = [...charts.charts].filter((chart) => chart.open && isSeen(chart.body));
  const last = shown.length ? shown.at(-1).body : stage.legend.hidden ? stage.element : stage.legend;
  return { left, top, width, height: last.getBoundingClientRect().bottom - top };
}

/** Everything to draw, what lies below first. */
function parts({ stage, charts }) {
  const inside = `.player-plot, .player-plot > svg, .player-scene, .player-ink, .player-swatch, ${WORDS}`;
  const panels = [...stage.element.querySelectorAll(inside), stage.legend];
  const drawn = charts.charts.filter((chart) => chart.open);
  const figures = drawn.flatMap(({ element }) => [
    ...element.querySelectorAll(`.main-svg, .player-chart-body > canvas, ${WORDS}`),
  ]);
  const over = drawn.length ? [charts.choice] : [];
  return [...panels, ...figures, ...over].filter(isSeen);
}

function isSeen(element) {
  return element.getClientRects().length > 0;
}

/** The landscape in 3D, which all panels show alike. */
async function sceneOf({ scene, orbit, place }, ratio) {
  return decoded(await scene.picture(orbit, place.width, place.height, ratio));
}

/** How to draw a part, once all that it waits for is there. */
async function stroke(part, theme, scene) {
  const box = part.getBoundingClientRect();
  if (part.matches(".player-plot")) return (context) => frame(context, box, part, theme);
  if (part.matches(".player-scene")) {
    const image = await scene;
    return (context) => context.drawImage(image, box.left, box.top, box.width, box.height);
  }
  if (part instanceof SVGElement) {
    const out = part.matches(".player-axis") ? AXIS : 0;
    const image = await decoded(`data:image/svg+xml,${encodeURIComponent(standalone(part, box, out))}`);
    const { left, top, width, height } = box;
    return (context) =>
      context.drawImage(image, left - out, top - out, width + 2 * out, height + 2 * out);
  }
  if (part instanceof HTMLCanvasElement) return (context) => copy(context, part);
  if (part instanceof HTMLImageElement) {
    return (context) => context.drawImage(part, box.left, box.top, box.width, box.height);
  }
  if (part instanceof HTMLSelectElement) {
    const text = `Over ${part.selectedOptions[0].text.toLowerCase()}`;
    return (context) => write(context, text, part, box, "right");
  }
  return (context) => write(context, part.textContent, part, box, "left");
}

/** A drawing that is a mirror of another one, or styled by the page, as a text of its own. */
function standalone(svg, { width, height }, out) {
  const copy = svg.cloneNode(true);
  for (const use of copy.querySelectorAll("use")) {
    const source = document.querySelector(use.getAttribute("href"));
    if (source) use.replaceWith(source.cloneNode(true));
  }
  if (svg.matches(".player-map")) {
    for (const path of copy.querySelectorAll("path")) path.style.vectorEffect = "non-scaling-stroke";
  }
  copy.setAttribute("width", width + 2 * out);
  copy.setAttribute("height", height + 2 * out);
  copy.setAttribute("viewBox", `${-out} ${-out} ${width + 2 * out} ${height + 2 * out}`);
  return new XMLSerializer().serializeToString(copy);
}

async function decoded(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  return image;
}

function frame(context, box, plot, theme) {
  context.fillStyle = getComputedStyle(plot).backgroundColor;
  context.fillRect(box.left, box.top, box.width, box.height);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.strokeRect(box.left, box.top, box.width, box.height);
}

/** Copy a canvas, of which the page may show only a part: what has happened so far. */
function copy(context, canvas) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const beyond = canvas.style.clipPath.match(/inset\(\S+ ([\d.]+)px/);
  context.save();
  context.beginPath();
  context.rect(left, top, width - Number(beyond?.[1] ?? 0), height);
  context.clip();
  context.drawImage(canvas, left, top, width, height);
  context.restore();
}

function write(context, text, element, { left, top, width, height }, align) {
  // The short form of a font is empty where its digits are set apart.
  const { fontStyle, fontWeight, fontSize, fontFamily, color } = getComputedStyle(element);
  const font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  context.save();
  context.beginPath();
  context.rect(left - 1, top, width + 2, height);
  context.clip();
  Object.assign(context, { font, fillStyle: color, textAlign: align, textBaseline: "middle" });
  context.fillText(text, align === "right" ? left + width : left, top + height / 2);
  context.restore();
}

function title(context, { race, theme }, width) {
  context.textBaseline = "top";
  context.font = `600 17px ${theme.font}`;
  context.fillStyle = theme.text;
  context.fillText(race.title, 0, 0, width);
}

function step(context, { clock, theme }, width) {
  context.textBaseline = "top";
  context.font = `14px ${theme.font}`;
  context.fillStyle = theme.muted;
  const text = `step ${clock.step} / ${clock.steps}`;
  if (width < NARROW) context.fillText(text, 0, LINE - 2);
  else context.fillText(text, width - context.measureText(text).width, 2);
}

/** A title as a part of a file's name. */
export function slug(text) {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "race";
}
