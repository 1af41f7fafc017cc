// What stands in an exported page: its parts in base64 and compressed, and plotly.js or its address.

import { loadPlotly } from "../common/plotly.js";

const BESIDE = "plotly.min.js";

/** @returns {Promise<Uint8Array | null>} what stands in the page under a name */
export async function embedded(name) {
  const text = document.getElementById(name)?.textContent;
  if (!text) return null;
  const zipped = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Load plotly.js from this page or from beside it. @returns {Promise<string>} its address, if any */
export async function plotlyInside() {
  const script = await embedded("plotly");
  const url = script ? URL.createObjectURL(new Blob([script], { type: "text/javascript" })) : BESIDE;
  try {
    await loadPlotly(url);
    return url;
  } catch {
    document.getElementById("picture").hidden = true;
    document.getElementById("missing").hidden = false;
    return "";
  }
}
