// The camera of all 3D panels: it circles the landscape and never rolls.

/** @typedef {import("./screen_path.js").Point} Point */
/** @typedef {import("./height_map.js").HeightMap} HeightMap */
/** @typedef {{azimuth: number, elevation: number, distance: number}} Pose */
/** @typedef {{x: number, y: number, z: number}} Place in Plotly's coordinates of a scene */

export const ASPECT = { x: 1, y: 1, z: 0.55 };
/** The point that the eye looks at: a little below the middle, where the paths are. */
export const CENTER = { x: 0, y: 0, z: -0.1 };

const HOME = { azimuth: -0.95, elevation: 0.66, distance: 1.85 };
const STEEPEST = Math.PI / 2 - 0.02;
const SIDES = 8;
const BETTER = 1.1; // times as much must be seen to be shown from another side than usual

export class Orbit {
  /** @type {Pose} */
  home = HOME;
  azimuth = HOME.azimuth;
  elevation = HOME.elevation;
  distance = HOME.distance;

  reset() {
    ({ azimuth: this.azimuth, elevation: this.elevation, distance: this.distance } = this.home);
  }

  get moved() {
    const { azimuth, elevation, distance } = this.home;
    return this.azimuth !== azimuth || this.elevation !== elevation || this.distance !== distance;
  }

  /** Face a landscape from the side from which most of its low ground is seen. @param {HeightMap} map */
  face(map) {
    const low = lowGround(map);
    let [most, home] = [0, HOME];
    for (let k = 0; k < SIDES; k++) {
      const pose = { ...HOME, azimuth: HOME.azimuth + (2 * Math.PI * k) / SIDES };
      const eye = onMap(position(pose, 1), map);
      const seen = low.filter((point) => !map.hides(eye, point)).length;
      if (seen > BETTER * most) [most, home] = [seen, pose];
    }
    this.home = home;
    this.reset();
  }

  /** Turn by a drag, given in fractions of the panel's height. @param {number} u @param {number} v */
  turn(u, v) {
    this.azimuth -= u * Math.PI;
    this.elevation = Math.min(Math.max(this.elevation + v * Math.PI, 0.03), STEEPEST);
  }

  /** @param {number} factor */
  zoom(factor) {
    this.distance = Math.min(Math.max(this.distance / factor, 0.6), 6);
  }

  /** Where the eye is. @param {number} far how many times farther away than in a panel of usual shape */
  eye(far) {
    return position(this, far);
  }
}

/** @param {Pose} pose @param {number} far @returns {Place} */
function position({ azimuth, elevation, distance }, far) {
  const flat = far * distance * Math.cos(elevation);
  return {
    x: flat * Math.cos(azimuth),
    y: flat * Math.sin(azimuth),
    z: far * distance * Math.sin(elevation),
  };
}

/**
 * A place of Plotly's scene in the landscape's own numbers.
 * @param {Place} place @param {HeightMap} map
 * @returns {Point}
 */
function onMap({ x, y, z }, { x0, x1, y0, y1, bottom, top }) {
  return [
    (x0 + x1) / 2 + (x / ASPECT.x) * (x1 - x0),
    (y0 + y1) / 2 + (y / ASPECT.y) * (y1 - y0),
    (bottom + top) / 2 + (z / ASPECT.z) * (top - bottom),
  ];
}

/** Some points of the lowest tenth of a landscape, where most runs end up. @param {HeightMap} map */
function lowGround({ columns, rows, heights, x, y }) {
  /** @type {Point[]} */
  const points = [];
  for (let j = 2; j < rows - 2; j += 4) {
    for (let i = 2; i < columns - 2; i += 4) points.push([x[i], y[j], heights[j * columns + i]]);
  }
  points.sort((a, b) => a[2] - b[2]);
  return points.slice(0, Math.ceil(points.length / 10));
}
