// What stands in an exported page: its parts in base64 and compressed, and plotly.js or its address.

import { find } from "../common/dom.js";
import { loadPlotly } from "../common/plotly.js";

const BESIDE = "plotly.min.js";

/**
 * What stands in the page under a name.
 * @param {string} name
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>}
 */
export async function embedded(name) {
  const text = document.getElementById(name)?.textContent;
  if (!text) return null;
  const zipped = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** What stands in the page under a name, as JSON. @param {string} name */
export async function embeddedJson(name) {
  const bytes = await embedded(name);
  return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : null;
}

/** Load plotly.js from this page or from beside it; its address, if any. */
export async function embeddedPlotly() {
  const script = await embedded("plotly");
  const url = script ? URL.createObjectURL(new Blob([script], { type: "text/javascript" })) : BESIDE;
  try {
    await loadPlotly(url);
    return url;
  } catch {
    find(document, "#picture").hidden = true;
    find(document, "#missing").hidden = false;
    return "";
  }
}
