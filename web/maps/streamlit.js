// Between Streamlit and the maps, which know nothing of it: messages in, picks out.

import { hideContainer, Mounted } from "../common/component.js";
import { isLate, unpack } from "../common/message.js";
import { addStyle } from "../common/style.js";
import { MapGrid } from "./map_grid.js";

/** @typedef {import("./maps.js").Look} Look */
/** @typedef {({kind: "maps"} & import("./maps.js").Maps | {kind: "look"} & Look) & {of: string}} Header */

const styled = addStyle(new URL("./maps.css", import.meta.url));

const mounted = new Mounted(
  (element) => new MapGrid(element),
  (grid) => grid.close(),
);
/** @type {Map<string, MapGrid>} by the key of their component */
const grids = new Map();
/** @type {Map<string, import("./maps.js").Look>} how each is looked at, which may come before it */
const looks = new Map();

/**
 * Show what a component call brought: maps, or how they are looked at.
 * @param {import("../common/component.js").Call<Uint8Array | null>} call
 */
export async function show({ data, parentElement, setStateValue }) {
  if (!data) return undefined;
  /** @type {{header: Header, arrays: import("../common/message.js").Arrays}} */
  const { header, arrays } = unpack(data);
  if (isLate(`${header.kind} ${header.of}`, data)) return undefined;
  if (header.kind === "look") {
    const look = { ...header, arrays };
    looks.set(header.of, look);
    grids.get(header.of)?.look(look);
    hideContainer(parentElement);
    return undefined;
  }
  await styled; // sizes are measured from the first moment on
  const grid = mounted.at(parentElement);
  grids.set(header.of, grid);
  grid.send = (pick) => setStateValue("pick", pick);
  grid.receive({ ...header, arrays });
  const look = looks.get(header.of);
  if (look) grid.look(look);
  return mounted.cleanup(parentElement);
}
