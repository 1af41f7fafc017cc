// Between Streamlit and the player, which knows nothing of it: messages in, events out.

import { hideContainer, Mounted } from "../common/component.js";
import { isLate, kindOf } from "../common/message.js";
import { loadPlotly } from "../common/plotly.js";
import { addStyle } from "../common/style.js";
import { heightMaps, stepLosses } from "./message_store.js";
import { Player } from "./player.js";

const styled = addStyle(
  new URL("./player.css", import.meta.url),
  new URL("./panels.css", import.meta.url),
  new URL("./charts.css", import.meta.url),
  new URL("./screens.css", import.meta.url),
);

const players = new Mounted(
  (element) => new Player(element, { plotlyUrl: "" }),
  (player) => player.destroy(),
);

/**
 * Show what a component call brought: a race, or what it runs on.
 * @param {import("../common/component.js").Call<Uint8Array | null>} call
 * @param {string} plotlyUrl
 */
export async function show({ data, key, parentElement, setStateValue }, plotlyUrl) {
  loadPlotly(plotlyUrl).catch(() => {}); // early: whoever needs it waits, and reports
  if (!data) return undefined;
  const kind = kindOf(data);
  if (kind === "relief" || kind === "ground") {
    (kind === "relief" ? heightMaps : stepLosses).put(data);
    hideContainer(parentElement);
    return undefined;
  }
  if (isLate(key, data)) return undefined;
  await styled; // sizes are measured from the first moment on
  const player = players.at(parentElement);
  Object.assign(player.host, { plotlyUrl, send: setStateValue });
  player.receive(data);
  return players.cleanup(parentElement);
}
