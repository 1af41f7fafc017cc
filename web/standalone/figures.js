// Figures in a file of their own: Plotly draws them, in the colours of the reader's theme.

import { element, find } from "../common/dom.js";
import { loadPlotly } from "../common/plotly.js";
import { embeddedJson, embeddedPlotly } from "./embedded.js";

/** @typedef {import("../common/plotly.js").Figure} Figure */
/** @typedef {{alt: string, light: Figure, dark: Figure}} Drawn */

const BARE = { displaylogo: false, responsive: true };

async function show() {
  /** @type {[Drawn[], string]} */
  const [figures, url] = await Promise.all([embeddedJson("figures"), embeddedPlotly()]);
  if (!url) return;
  const Plotly = await loadPlotly(url);
  const place = find(document, "#picture");
  place.replaceChildren();
  const boxes = figures.map(({ alt }) => {
    const box = element("div", { className: "figure", parent: place });
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", alt);
    return box;
  });
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const draw = () =>
    Promise.all(
      figures.map(({ light, dark }, k) => {
        const { data, layout, frames } = prefersDark.matches ? dark : light;
        const clear = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" };
        const wide = { ...layout, ...clear, width: undefined, autosize: true };
        return Plotly.newPlot(boxes[k], { data, layout: wide, frames, config: BARE });
      }),
    );
  await draw();
  place.dataset.ready = "true";
  prefersDark.addEventListener("change", draw);
}

show();
