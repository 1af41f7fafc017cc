// Between Streamlit and the controls, which know nothing of it: fields in, changes out.

import { Mounted } from "../common/component.js";
import { addStyle } from "../common/style.js";
import { Panel } from "./panel.js";

addStyle(new URL("./controls.css", import.meta.url));

const panels = new Mounted(
  (element) => new Panel(element),
  (panel) => panel.outbox.close(),
);

/**
 * Show the fields that a component call brought.
 * @param {import("../common/component.js").Call<import("./panel.js").Told>} call
 */
export function show({ data, parentElement, setStateValue }) {
  const panel = panels.at(parentElement);
  panel.outbox.send = (message) => setStateValue("changes", message);
  panel.receive(data);
  return panels.cleanup(parentElement);
}
