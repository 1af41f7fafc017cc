// Marching squares: where a surface, sampled on a grid, is as high as the lines of a map.

/**
 * @param {ArrayLike<number>} heights row by row; where one is NaN there are no lines
 * @param {number} columns
 * @param {{start: number, size: number, count: number}} levels
 * @param {(x0: number, y0: number, x1: number, y1: number) => void} line takes each piece, in cells
 */
export function isolines(heights, columns, { start, size, count }, line) {
  const rows = heights.length / columns;
  const at = new Float64Array(8); // up to four crossings of a cell's edges
  for (let j = 0; j + 1 < rows; j++) {
    for (let i = 0; i + 1 < columns; i++) {
      const k = j * columns + i;
      const [a, b] = [heights[k], heights[k + 1]];
      const [d, c] = [heights[k + columns], heights[k + columns + 1]];
      const least = Math.min(a, b, c, d);
      const most = Math.max(a, b, c, d);
      const last = Math.min(count - 1, Math.floor((most - start) / size));
      for (let n = Math.max(0, Math.ceil((least - start) / size)); n <= last; n++) {
        const level = start + n * size;
        let found = 0;
        const put = (x, y) => {
          at[found++] = x;
          at[found++] = y;
        };
        const share = (from, to) => (level - from) / (to - from);
        if (a < level !== b < level) put(i + share(a, b), j);
        if (b < level !== c < level) put(i + 1, j + share(b, c));
        if (c < level !== d < level) put(i + share(d, c), j + 1);
        if (d < level !== a < level) put(i, j + share(a, d));
        if (found === 4) line(at[0], at[1], at[2], at[3]);
        if (found < 8) continue;
        // A saddle: the middle of the cell says which two corners belong together.
        const joined = (a + b + c + d) / 4 < level === a < level;
        const [p, q] = joined ? [0, 4] : [6, 2];
        for (const [u, v] of [[p, (p + 2) % 8], [q, q + 2]]) line(at[u], at[u + 1], at[v], at[v + 1]);
      }
    }
  }
}
