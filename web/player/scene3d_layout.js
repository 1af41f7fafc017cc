// What Plotly is told of the landscape in 3D: the surface, its axes and its camera.

import { decades, short } from "../common/format.js";
import { ASPECT, CENTER } from "./orbit.js";

/** @typedef {import("./height_map.js").HeightMap} HeightMap */
/** @typedef {import("./theme.js").Theme} Theme */

const LINES = 10;

/** Pixels of width from which on there is room for numbers. */
export const ROOMY = 260;

/** @param {HeightMap} map @param {Theme} theme */
export function surfaceTrace(map, theme) {
  const { bottom, top } = map;
  return {
    type: "surface",
    x: map.x,
    y: map.y,
    z: map.grid,
    cmin: bottom,
    cmax: top,
    colorscale: map.colors[theme.dark ? "dark" : "light"],
    showscale: false,
    hoverinfo: "skip",
    lighting: { ambient: 0.82, diffuse: 0.5, specular: 0.04, roughness: 0.95, fresnel: 0.02 },
    contours: {
      z: {
        show: true,
        start: bottom,
        end: top,
        size: (top - bottom) / LINES,
        color: theme.dark ? "#0b0e12" : "#8496b0",
        width: 1,
        highlight: false,
      },
      x: { highlight: false },
      y: { highlight: false },
    },
  };
}

/**
 * @param {HeightMap} map @param {Theme} theme @param {import("./orbit.js").Place} eye @param {number} width
 */
export function sceneLayout(map, theme, eye, width) {
  /** @param {number} low @param {number} high */
  const axis = (low, high) => ({
    range: [low, high],
    title: { text: "" },
    nticks: 5,
    showticklabels: width >= ROOMY,
    tickfont: { size: (width < 1.5 * ROOMY ? 9 : 11) * theme.scale, color: theme.muted },
    gridcolor: theme.line,
    linecolor: theme.line,
    zerolinecolor: theme.line,
    showbackground: false,
    showspikes: false,
  });
  return {
    aspectmode: "manual",
    aspectratio: ASPECT,
    camera: { eye, center: CENTER, up: { x: 0, y: 0, z: 1 } },
    dragmode: false,
    xaxis: axis(map.x0, map.x1),
    yaxis: axis(map.y0, map.y1),
    zaxis: { ...axis(map.bottom, map.top), ...lossTicks(map) },
  };
}

/**
 * Where heights are logarithms, their axis still shows losses: powers of ten, not too close.
 * @param {HeightMap} map
 */
function lossTicks(map) {
  if (!map.log) return {};
  const { low, scale, bottom, top } = map;
  const losses = decades(scale, map.loss(top) - low, 4).map((above) => low + above);
  const shown = losses.filter((loss) => map.height(loss) >= bottom + 0.1 * (top - bottom));
  return {
    tickmode: "array",
    tickvals: shown.map((loss) => map.height(loss)),
    ticktext: shown.map((loss) => short(loss, 2)),
  };
}
