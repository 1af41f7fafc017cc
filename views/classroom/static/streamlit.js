// Between Streamlit and the keeper, which knows nothing of it: a text to keep in, what was kept out.

import { hideContainer } from "../../container.js";
import { addStyle } from "../../style.js";
import { listenToEnter } from "./enter.js";
import { Keeper } from "./keeper.js";

addStyle(new URL("./classroom.css", import.meta.url));
listenToEnter(document);

/** @type {WeakMap<Element, Keeper>} */
const mounted = new WeakMap();

/**
 * Take what a component call brought. Streamlit calls this again whenever it changes.
 * @param {{data: object, parentElement: HTMLElement, setStateValue: Function}} component
 */
export function show({ data, parentElement, setStateValue }) {
  let keeper = mounted.get(parentElement);
  if (!keeper) {
    keeper = new Keeper();
    mounted.set(parentElement, keeper);
    hideContainer(parentElement);
  }
  keeper.tell = (found) => setStateValue("found", found);
  keeper.receive(data);
}
