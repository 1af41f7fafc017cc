// Between Streamlit and the browser's storage: a text to keep in, what was kept out.

import { hideContainer, Mounted } from "../common/component.js";
import { addStyle } from "../common/style.js";
import { BrowserStorage } from "./browser_storage.js";
import { listenToEnter } from "./enter_key.js";

addStyle(new URL("./exercises.css", import.meta.url));
listenToEnter(document);

const storages = new Mounted(
  () => new BrowserStorage(),
  () => {},
);

/**
 * Take what a component call brought.
 * @param {import("../common/component.js").Call<import("./browser_storage.js").Told>} call
 */
export function show({ data, parentElement, setStateValue }) {
  const storage = storages.at(parentElement);
  hideContainer(parentElement);
  storage.send = (found) => setStateValue("found", found);
  storage.receive(data);
  return storages.cleanup(parentElement);
}
