// Between Streamlit and the presentation, which knows nothing of it: slides in, wishes out.

import { Mounted } from "../common/component.js";
import { addStyle } from "../common/style.js";
import { Presentation } from "./presentation.js";

const styled = addStyle(new URL("./presentation.css", import.meta.url));

const presentations = new Mounted(
  (element) => new Presentation(element),
  (presentation) => presentation.close(),
);

/**
 * Show the slides that a component call brought.
 * @param {import("../common/component.js").Call<import("./presentation.js").Told>} call
 */
export async function show({ data, parentElement, setStateValue }) {
  await styled;
  const presentation = presentations.at(parentElement);
  presentation.outbox.send = (message) => setStateValue("told", message);
  presentation.receive(data);
  return presentations.cleanup(parentElement);
}
