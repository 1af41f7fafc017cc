// Between Streamlit and the controls, which know nothing of it: fields in, changes out.

import { addStyle } from "../../style.js";
import { Panel } from "./panel.js";

addStyle(new URL("./controls.css", import.meta.url));

/** @type {WeakMap<Element, Panel>} */
const mounted = new WeakMap();

/**
 * Show what a component call brought. Streamlit calls this again whenever it changes.
 * @param {{data: object, parentElement: HTMLElement, setStateValue: Function}} component
 */
export function show({ data, parentElement, setStateValue }) {
  let panel = mounted.get(parentElement);
  if (!panel) {
    panel = new Panel(parentElement.appendChild(document.createElement("div")));
    mounted.set(parentElement, panel);
  }
  panel.outbox.send = (value) => setStateValue("changes", value);
  panel.receive(data);
  // Streamlit also cleans up calls that were merely superseded while the element is still there.
  return () => setTimeout(() => parentElement.isConnected || panel.outbox.close(), 0);
}
