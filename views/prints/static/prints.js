// Pictures that a person saves: figures that Plotly draws away from the page, and drawings in SVG.

import { loadPlotly } from "./plotly.js";

const SHARP = 2; // pixels of a PNG for one of the picture
const KEPT = 60_000; // milliseconds in which the browser can fetch a saved file
const TITLED = /^(<svg[^>]*>)/;

/**
 * Put two buttons for each picture into an element.
 * @param {HTMLElement} element
 * @param {{file: string, title: string, alt: string, figure?: object, svg: string}[]} pictures
 * @param {string} plotlyUrl
 */
export function offer(element, pictures, plotlyUrl) {
  const said = document.createElement("span");
  said.className = "prints-said";
  said.setAttribute("aria-live", "polite");
  const rows = pictures.map((picture) => {
    const row = document.createElement("div");
    row.className = "prints-row";
    const title = row.appendChild(document.createElement("span"));
    title.textContent = picture.title;
    for (const kind of ["PNG", "SVG"]) {
      const button = row.appendChild(document.createElement("button"));
      Object.assign(button, { type: "button", textContent: kind });
      button.setAttribute("aria-label", `${picture.title}: save as ${kind}`);
      button.addEventListener("click", () => save(picture, kind, plotlyUrl, said));
    }
    return row;
  });
  element.className = "prints";
  element.replaceChildren(...rows, said);
}

async function save(picture, kind, plotlyUrl, said) {
  said.textContent = `Drawing ${picture.title} …`;
  try {
    const svg = picture.figure ? await drawn(picture, plotlyUrl) : picture.svg;
    const blob = kind === "SVG" ? new Blob([svg], { type: "image/svg+xml" }) : await pixels(svg);
    const link = document.createElement("a");
    const download = `${picture.file}.${kind.toLowerCase()}`;
    Object.assign(link, { href: URL.createObjectURL(blob), download });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
    said.textContent = `Saved as ${download}`;
  } catch (error) {
    said.textContent = `The picture could not be drawn. ${error.message}`;
    console.error(error);
  }
}

/** A figure as a text in SVG, with its title and the sentence that stands for it. */
async function drawn({ figure, title, alt }, plotlyUrl) {
  const Plotly = await loadPlotly(plotlyUrl);
  const { width, height } = figure.layout;
  const address = await Plotly.toImage(figure, { format: "svg", width, height });
  const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  return svg.replace(TITLED, `$1<title>${plain(title)}</title><desc>${plain(alt)}</desc>`);
}

/** The pixels of a drawing, sharp enough for print. */
async function pixels(svg) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: SHARP * image.width, height: SHARP * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("It is too large for this browser: save it as SVG.");
  return blob;
}

function plain(text) {
  return new Option(text).innerHTML;
}
