// Maps in a file of their own: they can be looked at and pointed at; nobody runs anything anew.

import { element, find } from "../common/dom.js";
import { unpack } from "../common/message.js";
import { embedded, embeddedJson } from "../standalone/embedded.js";
import { MapGrid } from "./map_grid.js";

/** @typedef {import("./maps.js").Show} Show */
/** @typedef {{html: string, words: string, chosen: boolean}} Legend what the colours mean */

async function show() {
  const bytes = await embedded("maps");
  if (!bytes) return;
  /** @type {{header: import("./maps.js").Maps, arrays: import("../common/message.js").Arrays}} */
  const { header, arrays } = unpack(bytes);
  /** @type {Record<Show, Legend>} */
  const legends = await embeddedJson("legends");
  const choice = element("fieldset", { className: "maps-choice" });
  const legend = element("div", { className: "maps-legend" });
  const grid = new MapGrid(element("div"));
  /** @param {Show} show */
  const look = (show) => {
    legend.innerHTML = legends[show].html;
    grid.look({ name: header.name, show, arrays: {}, picked: null });
  };
  element("legend", { text: "Show", parent: choice });
  const shows = /** @type {Show[]} */ (Object.keys(legends));
  for (const name of shows) {
    const label = element("label", { parent: choice });
    const radio = element("input", { parent: label });
    radio.type = "radio";
    radio.name = "show";
    radio.checked = legends[name].chosen;
    radio.addEventListener("change", () => look(name));
    label.append(` ${legends[name].words}`);
  }
  find(document, "#picture").replaceChildren(choice, legend, grid.element);
  grid.receive({ ...header, arrays });
  look(shows.find((name) => legends[name].chosen) ?? shows[0]);
}

show();
