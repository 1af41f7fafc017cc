// Marching squares: where a surface, sampled on a grid, is as high as the lines of a map.

/** @typedef {{start: number, size: number, count: number}} Levels */
/** @typedef {(x0: number, y0: number, x1: number, y1: number) => void} Line takes a piece, in cells */

/** @type {[from: number, to: number][]} the corners that each edge of a cell joins, in turn */
const EDGES = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 0],
];
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/**
 * @param {ArrayLike<number>} heights row by row; where one is NaN there are no lines
 * @param {number} columns
 * @param {Levels} levels
 * @param {Line} line
 */
export function isolines(heights, columns, { start, size, count }, line) {
  const rows = heights.length / columns;
  const cell = new Float64Array(4);
  for (let j = 0; j + 1 < rows; j++) {
    for (let i = 0; i + 1 < columns; i++) {
      const k = j * columns + i;
      cell[0] = heights[k];
      cell[1] = heights[k + 1];
      cell[2] = heights[k + columns + 1];
      cell[3] = heights[k + columns];
      const least = Math.min(cell[0], cell[1], cell[2], cell[3]);
      const most = Math.max(cell[0], cell[1], cell[2], cell[3]);
      const last = Math.min(count - 1, Math.floor((most - start) / size));
      for (let n = Math.max(0, Math.ceil((least - start) / size)); n <= last; n++) {
        crossCell(cell, start + n * size, i, j, line);
      }
    }
  }
}

const crossings = new Float64Array(8); // of up to four edges of a cell

/**
 * The pieces of one line in one cell.
 * @param {Float64Array} cell the heights at its corners @param {number} level
 * @param {number} i @param {number} j @param {Line} line
 */
function crossCell(cell, level, i, j, line) {
  let found = 0;
  for (const [from, to] of EDGES) {
    if (cell[from] < level === cell[to] < level) continue;
    const s = (level - cell[from]) / (cell[to] - cell[from]);
    const [x, y] = CORNERS[from];
    const [u, v] = CORNERS[to];
    crossings[found++] = i + x + s * (u - x);
    crossings[found++] = j + y + s * (v - y);
  }
  const at = crossings;
  if (found === 4) line(at[0], at[1], at[2], at[3]);
  if (found < 8) return;
  // A saddle: the middle of the cell says which two corners belong together.
  const middle = (cell[0] + cell[1] + cell[2] + cell[3]) / 4;
  if (middle < level === cell[0] < level) {
    line(at[0], at[1], at[2], at[3]);
    line(at[4], at[5], at[6], at[7]);
  } else {
    line(at[6], at[7], at[0], at[1]);
    line(at[2], at[3], at[4], at[5]);
  }
}
