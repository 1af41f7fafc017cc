// The symbols that tell runs apart, under Plotly's names, as canvas paths of equal weight.

const TAU = 2 * Math.PI;
const SHARP = 3; // times as many pixels as usual: large type shows a swatch so much larger

/** Corners on the unit circle's scale. */
const SHAPES = {
  square: corners(4, TAU / 8, 1.2),
  "triangle-up": corners(3, -TAU / 4, 1.35),
  diamond: corners(4, 0, 1.3),
  cross: plus(0),
  x: plus(TAU / 8),
};

function corners(count, turn, radius) {
  return Array.from({ length: count }, (_, k) => {
    const angle = turn + (k * TAU) / count;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

function plus(turn) {
  const [long, thin] = [1.3, 0.45];
  const arm = [
    [thin, -thin],
    [long, -thin],
    [long, thin],
  ];
  return [0, 1, 2, 3].flatMap((k) => {
    const [c, s] = [Math.cos(turn + (k * TAU) / 4), Math.sin(turn + (k * TAU) / 4)];
    return arm.map(([x, y]) => [x * c - y * s, x * s + y * c]);
  });
}

/** Add a symbol of about this radius to the current path. */
export function addSymbol(context, name, x, y, radius) {
  const shape = SHAPES[name];
  context.beginPath();
  if (!shape) {
    context.arc(x, y, radius, 0, TAU);
    return;
  }
  shape.forEach(([u, v], k) => context[k ? "lineTo" : "moveTo"](x + radius * u, y + radius * v));
  context.closePath();
}

/** A five-pointed star: a known minimum. */
export function addStar(context, x, y, radius) {
  context.beginPath();
  for (let k = 0; k < 10; k++) {
    const r = k % 2 ? radius * 0.42 : radius;
    const angle = (k * TAU) / 10 - TAU / 4;
    context[k ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  context.closePath();
}

/** Pictures already drawn, by what they show. */
const swatches = new Map();

/** A small picture of a run's line and symbol, for titles and legends. */
export function swatch(style, color) {
  const image = document.createElement("img");
  image.className = "player-swatch";
  image.alt = "";
  const key = [color, style.dash, style.marker, window.devicePixelRatio].join("|");
  if (!swatches.has(key)) swatches.set(key, drawSwatch(style, color));
  image.src = swatches.get(key);
  return image;
}

function drawSwatch(style, color) {
  const canvas = document.createElement("canvas");
  const [width, height, ratio] = [30, 14, SHARP * (window.devicePixelRatio || 1)];
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  Object.assign(context, { strokeStyle: color, fillStyle: color, lineWidth: 2 });
  context.setLineDash(style.dash);
  context.beginPath();
  context.moveTo(1, height / 2);
  context.lineTo(width - 1, height / 2);
  context.stroke();
  addSymbol(context, style.marker, width / 2, height / 2, 4);
  context.fill();
  return canvas.toDataURL();
}
