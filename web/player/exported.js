// A race in a file of its own: everything that it shows stands in the page itself, in base64 and
// compressed. Nobody answers when the start is moved, so it stays where it is.

import { find } from "../common/dom.js";
import { embedded, embeddedPlotly } from "../standalone/embedded.js";
import { heightMaps, stepLosses } from "./message_store.js";
import { Player } from "./player.js";

async function show() {
  const [race, relief, losses, plotlyUrl] = await Promise.all([
    embedded("race-message"),
    embedded("relief-message"),
    embedded("ground-message"),
    embeddedPlotly(),
  ]);
  if (!plotlyUrl || !race || !relief) return;
  heightMaps.put(relief);
  if (losses) stepLosses.put(losses);
  const place = find(document, "#picture");
  place.replaceChildren();
  const player = new Player(place, { plotlyUrl });
  player.receive(race);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => player.receive(race));
}

show();
