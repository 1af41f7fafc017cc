// Between Streamlit and the presentation, which knows nothing of it: slides in, wishes out.

import { addStyle } from "../../style.js";
import { Presentation } from "./presentation.js";

const styled = addStyle(new URL("./presentation.css", import.meta.url));

/** @type {WeakMap<Element, Presentation>} */
const mounted = new WeakMap();

/**
 * Show what a component call brought. Streamlit calls this again whenever it changes.
 * @param {{data: object, parentElement: HTMLElement, setStateValue: Function}} component
 */
export async function show({ data, parentElement, setStateValue }) {
  await styled;
  let presentation = mounted.get(parentElement);
  if (!presentation) {
    presentation = new Presentation(parentElement.appendChild(document.createElement("div")));
    mounted.set(parentElement, presentation);
  }
  presentation.outbox.send = (value) => setStateValue("told", value);
  presentation.receive(data);
  // Streamlit also cleans up calls that were merely superseded while the element is still there.
  return () =>
    setTimeout(() => {
      if (parentElement.isConnected) return;
      presentation.close();
      mounted.delete(parentElement);
    }, 0);
}
