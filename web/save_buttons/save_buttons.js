// Buttons that save pictures: figures that Plotly draws away from the page, and drawings in SVG.

import { loadPlotly } from "../common/plotly.js";
import { saveFile } from "../common/save_file.js";

const SHARP = 2; // pixels of a PNG for one of the picture
const OPENING_TAG = /^(<svg[^>]*>)/;

/**
 * @typedef {object} Picture
 * @property {string} file what its files are called, without an ending
 * @property {string} title
 * @property {string} alt
 * @property {import("../common/plotly.js").Figure | null} figure what Plotly draws; else it is a drawing
 * @property {string} svg
 */

export class SaveButtons {
  #element;
  #status = document.createElement("span");
  #plotlyUrl = "";

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#element = element;
    element.className = "save-buttons";
    this.#status.className = "save-buttons-status";
    this.#status.setAttribute("aria-live", "polite");
  }

  /** Show two buttons for each picture. @param {Picture[]} pictures @param {string} plotlyUrl */
  offer(pictures, plotlyUrl) {
    this.#plotlyUrl = plotlyUrl;
    this.#element.replaceChildren(...pictures.map((picture) => this.#row(picture)), this.#status);
  }

  /** @param {Picture} picture */
  #row(picture) {
    const row = document.createElement("div");
    row.className = "save-buttons-row";
    const title = row.appendChild(document.createElement("span"));
    title.textContent = picture.title;
    for (const kind of /** @type {const} */ (["PNG", "SVG"])) {
      const button = row.appendChild(document.createElement("button"));
      button.type = "button";
      button.textContent = kind;
      button.setAttribute("aria-label", `${picture.title}: save as ${kind}`);
      button.addEventListener("click", () => this.#save(picture, kind));
    }
    return row;
  }

  /** @param {Picture} picture @param {"PNG" | "SVG"} kind */
  async #save(picture, kind) {
    const status = this.#status;
    status.textContent = `Drawing ${picture.title} …`;
    try {
      const svg = picture.figure ? await figureSvg(picture, this.#plotlyUrl) : picture.svg;
      const blob = kind === "SVG" ? new Blob([svg], { type: "image/svg+xml" }) : await png(svg);
      const name = `${picture.file}.${kind.toLowerCase()}`;
      saveFile(new File([blob], name, { type: blob.type }));
      status.textContent = `Saved as ${name}`;
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      status.textContent = `The picture could not be drawn. ${reason}`;
      console.error(error);
    }
  }
}

/**
 * A figure as a text in SVG, with its title and the sentence that stands for it.
 * @param {Picture} picture @param {string} plotlyUrl
 */
async function figureSvg({ figure, title, alt }, plotlyUrl) {
  if (!figure) throw new Error("It has no figure.");
  const Plotly = await loadPlotly(plotlyUrl);
  const { width, height } = figure.layout;
  const url = await Plotly.toImage(figure, { format: "svg", width, height });
  const svg = decodeURIComponent(url.slice(url.indexOf(",") + 1));
  return svg.replace(OPENING_TAG, `$1<title>${escaped(title)}</title><desc>${escaped(alt)}</desc>`);
}

/** The pixels of a drawing, sharp enough for print. @param {string} svg @returns {Promise<Blob>} */
async function png(svg) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SHARP * image.width;
  canvas.height = SHARP * image.height;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("It is too large for this browser: save it as SVG.");
  return blob;
}

/** A text with the letters that mean something in HTML escaped. @param {string} text */
function escaped(text) {
  return new Option(text).innerHTML;
}
