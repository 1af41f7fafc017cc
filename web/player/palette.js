// The few colours that stand for all colours of some pictures.

const PART = 3; // bits of each channel that make no difference
const SIDE = 256 >> PART;
const CELLS = SIDE * SIDE * SIDE;

/** Where a colour lies in the cube of colours. */
const cellOf = (r, g, b) => ((r >> PART) * SIDE + (g >> PART)) * SIDE + (b >> PART);

export class Palette {
  constructor() {
    this.count = new Uint32Array(CELLS);
    this.sums = [0, 1, 2].map(() => new Float64Array(CELLS));
  }

  /** Count the colours of a picture. @param {Uint8ClampedArray} data RGBA */
  see(data) {
    const { count, sums } = this;
    for (let i = 0; i < data.length; i += 4) {
      const cell = cellOf(data[i], data[i + 1], data[i + 2]);
      count[cell]++;
      for (let c = 0; c < 3; c++) sums[c][cell] += data[i + c];
    }
  }

  /**
   * Choose colours: the cube is cut in two again and again, where colours differ most.
   *
   * Wan, Wong and Prusinkiewicz (1988), "An algorithm for multidimensional data clustering",
   * doi:10.1145/45054.45056, after the median cut of Heckbert (1982),
   * doi:10.1145/965145.801294. A colour weighs the root of its pixels, so that a thin
   * path keeps its own beside a wide map.
   */
  choose(most) {
    const { count, sums } = this;
    const cells = [...count.keys()].filter((cell) => count[cell]);
    this.mean = new Map(cells.map((cell) => [cell, sums.map((sum) => sum[cell] / count[cell])]));
    const boxes = [this.box(cells)];
    while (boxes.length < most) {
      const widest = boxes.reduce((a, b) => (b.error > a.error ? b : a));
      if (widest.error <= 0) break;
      const { channel, middle } = widest;
      const low = widest.cells.filter((cell) => this.mean.get(cell)[channel] <= middle);
      const high = widest.cells.filter((cell) => this.mean.get(cell)[channel] > middle);
      boxes.splice(boxes.indexOf(widest), 1, this.box(low), this.box(high));
    }
    this.colors = boxes.map((box) => this.color(box.cells));
    this.nearest = new Int16Array(CELLS).fill(-1);
    return this.colors;
  }

  /** Some cells, how much their colours differ, and where to cut them. */
  box(cells) {
    const spread = [0, 1, 2].map((c) => {
      let [weight, sum, squares] = [0, 0, 0];
      for (const cell of cells) {
        const [w, value] = [Math.sqrt(this.count[cell]), this.mean.get(cell)[c]];
        weight += w;
        sum += w * value;
        squares += w * value * value;
      }
      return { error: squares - (sum * sum) / weight, middle: sum / weight };
    });
    const channel = spread.reduce((best, one, c) => (one.error > spread[best].error ? c : best), 0);
    const error = cells.length > 1 ? spread[channel].error : 0; // a single one cannot be cut
    return { cells, channel, middle: spread[channel].middle, error };
  }

  /** The mean of all pixels in some cells. */
  color(cells) {
    const all = (values) => cells.reduce((sum, cell) => sum + values[cell], 0);
    return this.sums.map((sum) => Math.round(all(sum) / all(this.count)));
  }

  /** The number of the nearest chosen colour for each pixel. @returns {Uint8Array} */
  numbers(data) {
    const out = new Uint8Array(data.length / 4);
    for (let i = 0, k = 0; k < out.length; i += 4, k++) {
      const cell = cellOf(data[i], data[i + 1], data[i + 2]);
      if (this.nearest[cell] < 0) this.nearest[cell] = this.closest(data[i], data[i + 1], data[i + 2]);
      out[k] = this.nearest[cell];
    }
    return out;
  }

  closest(...color) {
    const away = ([r, g, b]) => (r - color[0]) ** 2 + (g - color[1]) ** 2 + (b - color[2]) ** 2;
    return this.colors.reduce((best, one, k) => (away(one) < away(this.colors[best]) ? k : best), 0);
  }
}
