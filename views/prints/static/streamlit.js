// Between Streamlit and the buttons, which know nothing of it.

import { addStyle } from "../../style.js";
import { offer } from "./prints.js";

const styled = addStyle(new URL("./prints.css", import.meta.url));

/**
 * Show buttons for the pictures of a component call.
 * @param {{data: {pictures: object[]}, parentElement: HTMLElement}} component
 * @param {string} plotlyUrl
 */
export async function show({ data, parentElement }, plotlyUrl) {
  if (!data) return;
  await styled;
  const element = parentElement.querySelector(".prints") ?? document.createElement("div");
  if (!element.isConnected) parentElement.append(element);
  offer(element, data.pictures, plotlyUrl);
}
