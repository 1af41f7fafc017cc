// Between Streamlit and the buttons, which know nothing of it.

import { Mounted } from "../common/component.js";
import { addStyle } from "../common/style.js";
import { SaveButtons } from "./save_buttons.js";

const styled = addStyle(new URL("./save_buttons.css", import.meta.url));

const mounted = new Mounted(
  (element) => new SaveButtons(element),
  () => {},
);

/**
 * Show buttons for the pictures of a component call.
 * @param {import("../common/component.js").Call<{pictures: import("./save_buttons.js").Picture[]} | null>} call
 * @param {string} plotlyUrl
 */
export async function show({ data, parentElement }, plotlyUrl) {
  if (!data) return undefined;
  await styled;
  mounted.at(parentElement).offer(data.pictures, plotlyUrl);
  return mounted.cleanup(parentElement);
}
