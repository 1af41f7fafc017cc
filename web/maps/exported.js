// Maps in a file of their own: they can be looked at and pointed at; nobody runs anything anew.

import { embedded } from "../standalone/embedded.js";
import { MapGrid } from "./map_grid.js";
import { unpack } from "../common/message.js";

async function show() {
  const { header, arrays } = unpack(await embedded("maps"));
  const legends = JSON.parse(new TextDecoder().decode(await embedded("legends")));
  const place = document.getElementById("picture");
  const choice = element("fieldset", "maps-choice");
  const legend = element("div", "maps-legend");
  const grid = new MapGrid(element("div", ""));
  const look = (name) => {
    legend.innerHTML = legends[name].html;
    grid.look({ name: header.name, show: name, arrays: {}, picked: null });
  };
  choice.append(Object.assign(document.createElement("legend"), { textContent: "Show" }));
  for (const [name, { words, chosen }] of Object.entries(legends)) {
    const label = choice.appendChild(document.createElement("label"));
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "show" });
    radio.checked = chosen;
    radio.addEventListener("change", () => look(name));
    label.append(radio, ` ${words}`);
  }
  place.replaceChildren(choice, legend, grid.element);
  grid.receive({ ...header, arrays });
  look(Object.keys(legends).find((name) => legends[name].chosen));
}

function element(tag, name) {
  return Object.assign(document.createElement(tag), { className: name });
}

show();
