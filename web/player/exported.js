// A race in a file of its own: everything that it shows stands in the page itself, in base64 and
// compressed. Nobody answers when the start is moved, so it stays where it is.

import { mount } from "./player.js";
import { grounds, reliefs } from "./message_store.js";
import { embedded, plotlyInside } from "../standalone/embedded.js";

async function show() {
  const [race, relief, ground, url] = await Promise.all([
    embedded("race-message"),
    embedded("relief-message"),
    embedded("ground-message"),
    plotlyInside(),
  ]);
  if (!url) return;
  reliefs.put(relief);
  if (ground) grounds.put(ground);
  const place = document.getElementById("picture");
  place.replaceChildren();
  const player = mount(place, { plotlyUrl: url });
  player.receive(race);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => player.receive(race));
}

show();
