// Between Streamlit and the maps, which know nothing of it: messages in, picks out.

import { hideContainer } from "../../container.js";
import { isLate } from "../../late.js";
import { addStyle } from "../../style.js";
import { Atlas } from "./atlas.js";
import { unpack } from "./payload.js";

const styled = addStyle(new URL("./maps.css", import.meta.url));

/** @type {Map<string, Atlas>} by the key of their component */
const atlases = new Map();
/** @type {Map<string, object>} how each is looked at, which may come before it */
const sights = new Map();

/**
 * Show what a component call brought: maps, or how they are looked at.
 * @param {{data: Uint8Array, parentElement: HTMLElement, setStateValue: Function}} component
 */
export async function show({ data, parentElement, setStateValue }) {
  if (!data) return undefined;
  const { header, arrays } = unpack(data);
  if (isLate(`${header.kind} ${header.of}`, data)) return undefined;
  if (header.kind === "sight") {
    sights.set(header.of, { ...header, arrays });
    atlases.get(header.of)?.look(sights.get(header.of));
    hideContainer(parentElement);
    return undefined;
  }
  await styled; // sizes are measured from the first moment on
  let atlas = atlases.get(header.of);
  if (!atlas?.element.isConnected) {
    atlas?.close();
    atlas = new Atlas(parentElement.appendChild(document.createElement("div")));
    atlases.set(header.of, atlas);
  }
  atlas.send = (pick) => setStateValue("pick", pick);
  atlas.receive({ ...header, arrays });
  if (sights.has(header.of)) atlas.look(sights.get(header.of));
  // Streamlit also cleans up calls that were merely superseded while the element is still there.
  return () => setTimeout(() => atlas.element.isConnected || atlas.close(), 0);
}
