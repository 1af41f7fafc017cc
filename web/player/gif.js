// Animated GIF: pictures of at most 256 colours, each compressed on its own, played in a loop.
//
// Graphics Interchange Format, version 89a (CompuServe, 1990), www.w3.org/Graphics/GIF/spec-gif89a.txt

/** Colours of one file; the last number of a pixel says that it stays as it was. */
export const COLORS = 255;

const AS_BEFORE = COLORS;
const CLEAR = 256; // empties the dictionary
const END = 257;
const CODES = 4096; // of twelve bits
const BLOCK = 255; // bytes

export class Gif {
  /** @param {number} width @param {number} height @param {number[][]} colors at most ``COLORS`` */
  constructor(width, height, colors) {
    Object.assign(this, { width, height });
    const table = new Uint8Array(3 * 256);
    colors.forEach((color, k) => table.set(color, 3 * k));
    this.parts = [
      letters("GIF89a"),
      Uint8Array.of(...short(width), ...short(height), 0xf7, 0, 0),
      table,
      Uint8Array.of(0x21, 0xff, 11, ...letters("NETSCAPE2.0"), 3, 1, 0, 0, 0), // again without end
    ];
  }

  /**
   * Add a picture. Of one that follows another, only the rectangle that changed is kept.
   * @param {Uint8Array} pixels a colour's number for each
   * @param {number} hundredths of a second for which it is shown
   */
  add(pixels, hundredths) {
    const { width, height } = this;
    const { left, top, right, bottom } = this.before
      ? changed(pixels, this.before, width, height)
      : { left: 0, top: 0, right: width, bottom: height };
    const inside = new Uint8Array((right - left) * (bottom - top));
    for (let y = top, k = 0; y < bottom; y++) {
      for (let i = y * width + left; i < y * width + right; i++, k++) {
        inside[k] = this.before && pixels[i] === this.before[i] ? AS_BEFORE : pixels[i];
      }
    }
    const corner = [left, top, right - left, bottom - top].flatMap(short);
    this.parts.push(
      Uint8Array.of(0x21, 0xf9, 4, 0b101, ...short(hundredths), AS_BEFORE, 0),
      Uint8Array.of(0x2c, ...corner, 0, 8),
      ...blocks(lzw(inside)),
    );
    this.before = pixels.slice();
  }

  /** @returns {Blob} the file with all pictures so far */
  blob() {
    return new Blob([...this.parts, Uint8Array.of(0x3b)], { type: "image/gif" });
  }
}

/** The rectangle outside of which two pictures are the same; a single pixel where they are. */
function changed(pixels, before, width, height) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (pixels[i] === before[i]) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  return right ? { left, top, right, bottom } : { left: 0, top: 0, right: 1, bottom: 1 };
}

/** The longer string that begins with a code and goes on with a pixel: its code, or 0. */
const longer = new Uint16Array(CODES * 256);

/**
 * Compress: a code stands for the longest string of pixels that came before (Welch, 1984,
 * doi:10.1109/MC.1984.1659158), in as few bits as the codes so far need.
 * @param {Uint8Array} pixels one or more
 * @returns {Uint8Array}
 */
export function lzw(pixels) {
  let out = new Uint8Array(1024 + pixels.length);
  let [length, held, bits] = [0, 0, 0];
  let [width, free] = [9, END + 1];
  const put = (code) => {
    held |= code << bits;
    for (bits += width; bits >= 8; bits -= 8, held >>>= 8) out[length++] = held & 255;
    if (length + 8 < out.length) return;
    const wider = new Uint8Array(2 * out.length);
    wider.set(out);
    out = wider;
  };
  longer.fill(0);
  put(CLEAR);
  let known = pixels[0];
  for (let k = 1; k < pixels.length; k++) {
    const at = known * 256 + pixels[k];
    if (longer[at]) {
      known = longer[at];
      continue;
    }
    put(known);
    known = pixels[k];
    if (free === CODES) {
      put(CLEAR);
      longer.fill(0);
      [width, free] = [9, END + 1];
    } else {
      if (free === 1 << width) width++;
      longer[at] = free++;
    }
  }
  put(known);
  // The reader has entered a string for that code too, and may have gone on to more bits.
  if (free === 1 << width && width < 12) width++;
  put(END);
  if (bits) out[length++] = held & 255;
  return out.subarray(0, length);
}

/** Cut data into blocks that say how long they are; an empty one ends them. */
function* blocks(data) {
  for (let k = 0; k < data.length; k += BLOCK) {
    const block = data.subarray(k, k + BLOCK);
    yield Uint8Array.of(block.length);
    yield block;
  }
  yield Uint8Array.of(0);
}

function letters(text) {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function short(number) {
  return [number & 255, number >> 8];
}
