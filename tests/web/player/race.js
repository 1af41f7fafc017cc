// Entrants of a race, as payload.js reads them.

/** @typedef {import("../../../web/player/payload.js").Entrant} Entrant */

/** @param {Partial<Entrant>} more @param {number} steps @returns {Entrant} */
export function entrant(more = {}, steps = 4) {
  const points = new Float32Array(steps + 1);
  return {
    name: "Adam",
    note: "",
    color: "#000000",
    darkColor: "#ffffff",
    dash: [],
    marker: "circle",
    last: steps,
    x: points,
    y: points,
    loss: points,
    slope: points,
    lr: null,
    clipped: [],
    added: { gradients: 1, evaluations: 1, samples: 8 },
    epoch: 16,
    ...more,
  };
}

/**
 * @param {Partial<Entrant>} more @param {number} steps
 * @returns {import("../../../web/player/runs.js").Run}
 */
export function run(more = {}, steps = 4) {
  const style = entrant(more, steps);
  const { x, y, loss: z, last, clipped, color } = style;
  return { style, color, clipped, path: { x, y, z, last }, overflowed: last < steps };
}
