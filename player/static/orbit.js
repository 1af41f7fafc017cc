// The camera of all 3D panels: it circles the landscape and never rolls.

const HOME = { azimuth: -0.95, elevation: 0.66, distance: 1.85 };
const STEEPEST = Math.PI / 2 - 0.02;

export class Orbit {
  constructor() {
    this.reset();
  }

  reset() {
    Object.assign(this, HOME);
  }

  get moved() {
    return Object.keys(HOME).some((name) => this[name] !== HOME[name]);
  }

  /** Turn by a drag, given in fractions of the panel's height. */
  turn(u, v) {
    this.azimuth -= u * Math.PI;
    this.elevation = Math.min(Math.max(this.elevation + v * Math.PI, 0.03), STEEPEST);
  }

  zoom(factor) {
    this.distance = Math.min(Math.max(this.distance / factor, 0.6), 6);
  }

  /**
   * Where the eye is, in Plotly's coordinates of a scene, in which the box is about 1 wide.
   * @param {number} aspect width over height of a panel: a narrow one is seen from farther away
   */
  eye(aspect) {
    const { azimuth, elevation } = this;
    const distance = this.distance * Math.max(1, 1.4 / aspect);
    const flat = distance * Math.cos(elevation);
    return {
      x: flat * Math.cos(azimuth),
      y: flat * Math.sin(azimuth),
      z: distance * Math.sin(elevation),
    };
  }
}

/** The point that the eye looks at: a little below the middle, where the paths are. */
export const CENTER = { x: 0, y: 0, z: -0.1 };
