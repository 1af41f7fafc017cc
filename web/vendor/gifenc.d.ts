// Types of the functions of gifenc 1.0.3 that are used here.

type Color = [red: number, green: number, blue: number];
type Frame = {
  palette?: number[][];
  delay?: number;
  transparent?: boolean;
  transparentIndex?: number;
  dispose?: number;
};

export function GIFEncoder(): {
  writeFrame(index: Uint8Array, width: number, height: number, frame?: Frame): void;
  finish(): void;
  bytes(): Uint8Array<ArrayBuffer>;
};
export function quantize(rgba: Uint8Array | Uint8ClampedArray, colors: number): Color[];
export function applyPalette(rgba: Uint8Array | Uint8ClampedArray, palette: Color[]): Uint8Array;
