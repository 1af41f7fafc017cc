// Maps in a file of their own: they can be looked at and pointed at; nobody runs anything anew.

import { embedded } from "./embedded.js";
import { Atlas } from "./static/atlas.js";
import { unpack } from "./static/payload.js";

async function show() {
  const { header, arrays } = unpack(await embedded("maps"));
  const legends = JSON.parse(new TextDecoder().decode(await embedded("legends")));
  const place = document.getElementById("picture");
  const choice = element("fieldset", "maps-choice");
  const legend = element("div", "maps-legend");
  const atlas = new Atlas(element("div", ""));
  const look = (name) => {
    legend.innerHTML = legends[name].html;
    atlas.look({ name: header.name, show: name, arrays: {}, picked: null });
  };
  choice.append(Object.assign(document.createElement("legend"), { textContent: "Show" }));
  for (const [name, { words, chosen }] of Object.entries(legends)) {
    const label = choice.appendChild(document.createElement("label"));
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "show" });
    radio.checked = chosen;
    radio.addEventListener("change", () => look(name));
    label.append(radio, ` ${words}`);
  }
  place.replaceChildren(choice, legend, atlas.element);
  atlas.receive({ ...header, arrays });
  look(Object.keys(legends).find((name) => legends[name].chosen));
}

function element(tag, name) {
  return Object.assign(document.createElement(tag), { className: name });
}

show();
