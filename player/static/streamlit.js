// Between Streamlit and the player, which knows nothing of it: messages in, events out, and the
// life of the element.

import { hideContainer } from "../../container.js";
import { isLate } from "../../late.js";
import { addStyle } from "../../style.js";
import { mount } from "./main.js";
import { kindOf } from "./payload.js";
import { loadPlotly } from "./plotly.js";
import { grounds, reliefs } from "./shelf.js";

const styled = addStyle(new URL("./player.css", import.meta.url));

/** @type {WeakMap<Element, {player: ReturnType<typeof mount>, host: object}>} */
const mounted = new WeakMap();

/**
 * Show what a component call brought: a race, or what it runs on. Streamlit calls this again whenever the
 * bytes or the theme change.
 * @param {{data: Uint8Array, key: string, parentElement: HTMLElement, setStateValue: Function}} component
 * @param {string} plotlyUrl
 */
export async function show({ data, key, parentElement, setStateValue }, plotlyUrl) {
  loadPlotly(plotlyUrl).catch(() => {}); // early: whoever needs it waits, and reports
  if (!data) return undefined;
  const shelf = { relief: reliefs, ground: grounds }[kindOf(data)];
  if (shelf) {
    shelf.put(data);
    hideContainer(parentElement);
    return undefined;
  }
  if (isLate(key, data)) return undefined;
  await styled; // sizes are measured from the first moment on
  let entry = mounted.get(parentElement);
  if (!entry) {
    const element = parentElement.appendChild(document.createElement("div"));
    const host = { plotlyUrl, send: setStateValue };
    entry = { element, host, player: mount(element, host) };
    mounted.set(parentElement, entry);
  }
  entry.host.send = setStateValue;
  entry.player.receive(data);
  // Streamlit also cleans up calls that were merely superseded while the element is still there.
  return () => setTimeout(() => destroyIfGone(parentElement), 0);
}

function destroyIfGone(parentElement) {
  const entry = mounted.get(parentElement);
  if (!entry || entry.element.isConnected) return;
  entry.player.destroy();
  mounted.delete(parentElement);
}
