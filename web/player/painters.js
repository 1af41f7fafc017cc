// How to draw parts of a page on a canvas: Plotly's drawings as images of their SVG, canvases as they
// are, words in the page's own type.

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {(context: CanvasRenderingContext2D) => void} Painter */

const AXIS = 60; // how far the numbers of an axis reach out of the panel they belong to

/**
 * How to draw a part where it stands, once all that it waits for is there.
 * @param {Element} part @param {Theme} theme
 * @param {HTMLImageElement | null} scene what stands for the copies of the 3D scene
 * @returns {Promise<Painter>}
 */
export async function painterOf(part, theme, scene) {
  const box = part.getBoundingClientRect();
  if (part.matches(".player-plot")) return (context) => frame(context, box, part, theme);
  if (part.matches(".player-scene")) return imagePainter(scene, box);
  if (part instanceof SVGElement) {
    const out = part.matches(".player-axis") ? AXIS : 0;
    const svg = standalone(part, box, out);
    const image = await decodeImage(`data:image/svg+xml,${encodeURIComponent(svg)}`);
    const { left, top, width, height } = box;
    return imagePainter(image, new DOMRect(left - out, top - out, width + 2 * out, height + 2 * out));
  }
  if (part instanceof HTMLCanvasElement) return (context) => copy(context, part);
  if (part instanceof HTMLImageElement) return imagePainter(part, box);
  if (part instanceof HTMLSelectElement) {
    const text = `Over ${part.selectedOptions[0].text.toLowerCase()}`;
    return (context) => write(context, text, part, box, "right");
  }
  return (context) => write(context, part.textContent ?? "", part, box, "left");
}

/** @param {string} source */
export async function decodeImage(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  return image;
}

/** @param {HTMLImageElement | null} image @param {DOMRect} box @returns {Painter} */
function imagePainter(image, { left, top, width, height }) {
  return (context) => image && context.drawImage(image, left, top, width, height);
}

/**
 * A drawing that is a mirror of another one, or styled by the page, as a text of its own.
 * @param {SVGElement} svg @param {DOMRect} box @param {number} out how far it reaches out of its box
 */
function standalone(svg, { width, height }, out) {
  const copied = /** @type {SVGElement} */ (svg.cloneNode(true));
  for (const use of copied.querySelectorAll("use")) {
    const source = document.querySelector(use.getAttribute("href") ?? "");
    if (source) use.replaceWith(source.cloneNode(true));
  }
  if (svg.matches(".player-map")) {
    for (const path of copied.querySelectorAll("path")) path.style.vectorEffect = "non-scaling-stroke";
  }
  const [wide, high] = [width + 2 * out, height + 2 * out];
  copied.setAttribute("width", String(wide));
  copied.setAttribute("height", String(high));
  copied.setAttribute("viewBox", `${-out} ${-out} ${wide} ${high}`);
  return new XMLSerializer().serializeToString(copied);
}

/**
 * @param {CanvasRenderingContext2D} context @param {DOMRect} box @param {Element} plot @param {Theme} theme
 */
function frame(context, { left, top, width, height }, plot, theme) {
  context.fillStyle = getComputedStyle(plot).backgroundColor;
  context.fillRect(left, top, width, height);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.strokeRect(left, top, width, height);
}

/**
 * Copy a canvas, of which the page may show only a part: what has happened so far.
 * @param {CanvasRenderingContext2D} context @param {HTMLCanvasElement} canvas
 */
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

/**
 * @param {CanvasRenderingContext2D} context @param {string} text
 * @param {Element} element whose type is used @param {DOMRect} box @param {"left" | "right"} align
 */
function write(context, text, element, { left, top, width, height }, align) {
  // The short form of a font is empty where its digits are set apart.
  const { fontStyle, fontWeight, fontSize, fontFamily, color } = getComputedStyle(element);
  context.save();
  context.beginPath();
  context.rect(left - 1, top, width + 2, height);
  context.clip();
  context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  context.fillStyle = color;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillText(text, align === "right" ? left + width : left, top + height / 2);
  context.restore();
}
