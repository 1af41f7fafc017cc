// The runs of a race, as they are drawn on a surface and in a theme.

/** @typedef {import("./screen_path.js").Path} Path */

/**
 * @typedef {object} Run
 * @property {import("./payload.js").Entrant} style
 * @property {string} color
 * @property {number[]} clipped the steps in which clipping acted
 * @property {Path} path
 * @property {boolean} overflowed whether it ended before the race did
 */

/**
 * @param {import("./payload.js").Race} race
 * @param {import("./height_map.js").HeightMap} map
 * @param {import("./theme.js").Theme} theme
 * @returns {Run[]}
 */
export function runsOf(race, map, theme) {
  return race.entrants.map((entrant) => ({
    style: entrant,
    color: theme.dark ? entrant.darkColor : entrant.color,
    clipped: entrant.clipped,
    overflowed: entrant.last < race.steps,
    path: {
      x: entrant.x,
      y: entrant.y,
      z: Float32Array.from(entrant.loss, (loss) => map.height(loss)),
      last: entrant.last,
    },
  }));
}
