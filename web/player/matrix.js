// 4 × 4 matrices in the order of WebGL: column by column.

/** @typedef {import("./screen_path.js").Point} Point */

const FOUR = [0, 1, 2, 3];

export class Matrix {
  /** @param {ArrayLike<number>} values sixteen of them */
  constructor(values) {
    this.values = Float64Array.from(values);
  }

  get key() {
    return this.values.join();
  }

  /** @param {ArrayLike<number>} factors along each axis */
  static scaling({ 0: x, 1: y, 2: z }) {
    return [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1];
  }

  /** The product of several matrices: the last one is applied first. @param {ArrayLike<number>[]} factors */
  static product(...factors) {
    return new Matrix(factors.reduce(times));
  }

  /**
   * Map a point, with the division by its fourth coordinate that makes perspective.
   * @param {number} x @param {number} y @param {number} z
   * @returns {Point}
   */
  apply(x, y, z) {
    const m = this.values;
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    return [
      (m[0] * x + m[4] * y + m[8] * z + m[12]) / w,
      (m[1] * x + m[5] * y + m[9] * z + m[13]) / w,
      (m[2] * x + m[6] * y + m[10] * z + m[14]) / w,
    ];
  }

  /** Gauss and Jordan, with pivots. */
  inverse() {
    const rows = FOUR.map((r) => [
      ...FOUR.map((c) => this.values[4 * c + r]),
      ...FOUR.map((c) => Number(c === r)),
    ]);
    for (let k = 0; k < 4; k++) {
      const largest = Math.max(...rows.slice(k).map((row) => Math.abs(row[k])));
      const best = rows.findIndex((row, r) => r >= k && Math.abs(row[k]) === largest);
      [rows[k], rows[best]] = [rows[best], rows[k]];
      const pivot = rows[k][k];
      rows[k] = rows[k].map((v) => v / pivot);
      rows.forEach((row, r) => {
        if (r !== k) rows[r] = row.map((v, c) => v - row[k] * rows[k][c]);
      });
    }
    return new Matrix(FOUR.flatMap((c) => rows.map((row) => row[4 + c])));
  }
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function times(a, b) {
  const product = new Float64Array(16);
  for (let c = 0; c < 4; c++)
    for (let r = 0; r < 4; r++) for (let k = 0; k < 4; k++) product[4 * c + r] += a[4 * k + r] * b[4 * c + k];
  return product;
}
