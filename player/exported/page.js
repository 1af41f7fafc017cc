// A race in a file of its own: everything that it shows stands in the page itself, in base64 and
// compressed. Nobody answers when the start is moved, so it stays where it is.

import { mount } from "../static/main.js";
import { loadPlotly } from "../static/plotly.js";
import { grounds, reliefs } from "../static/shelf.js";

const BESIDE = "plotly.min.js";

/** @returns {Promise<Uint8Array | null>} what stands in the page under a name */
async function embedded(name) {
  const text = document.getElementById(name)?.textContent;
  if (!text) return null;
  const zipped = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Where plotly.js is: in this page, or beside it. */
async function plotlyUrl() {
  const script = await embedded("plotly");
  return script ? URL.createObjectURL(new Blob([script], { type: "text/javascript" })) : BESIDE;
}

async function show() {
  const place = document.getElementById("race");
  const [race, relief, ground, url] = await Promise.all([
    embedded("race-message"),
    embedded("relief-message"),
    embedded("ground-message"),
    plotlyUrl(),
  ]);
  try {
    await loadPlotly(url);
  } catch {
    place.hidden = true;
    document.getElementById("missing").hidden = false;
    return;
  }
  reliefs.put(relief);
  if (ground) grounds.put(ground);
  place.replaceChildren();
  const player = mount(place, { plotlyUrl: url });
  player.receive(race);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => player.receive(race));
}

show();
