// Figures in a file of their own: Plotly draws them, in the colours of the reader's theme.

import { embedded, plotlyInside } from "./embedded.js";

const BARE = { displaylogo: false, responsive: true };

async function show() {
  const [bytes, url] = await Promise.all([embedded("figures"), plotlyInside()]);
  if (!url) return;
  const figures = JSON.parse(new TextDecoder().decode(bytes));
  const place = document.getElementById("picture");
  place.replaceChildren();
  const boxes = figures.map(({ alt }) => {
    const box = place.appendChild(document.createElement("div"));
    box.className = "figure";
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", alt);
    return box;
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = () =>
    Promise.all(
      figures.map(({ light, dark: night }, k) => {
        const { data, layout, frames } = dark.matches ? night : light;
        const clear = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" };
        const wide = { ...layout, ...clear, width: undefined, autosize: true };
        return window.Plotly.newPlot(boxes[k], { data, layout: wide, frames, config: BARE });
      }),
    );
  await draw();
  place.dataset.ready = "true";
  dark.addEventListener("change", draw);
}

show();
