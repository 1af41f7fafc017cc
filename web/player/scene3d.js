// The landscape in 3D, drawn by Plotly in one WebGL scene that every panel shows a copy of: all of
// them look at the same surface from the same side, so twelve panels cost what one costs.

import { element } from "../common/dom.js";
import { bareLayout, STILL } from "../common/plotly.js";
import { Matrix } from "./matrix.js";
import { CENTER } from "./orbit.js";
import { ROOMY, sceneLayout, surfaceTrace } from "./scene3d_layout.js";

/** @typedef {import("../common/plotly.js").Plotly} Plotly */
/** @typedef {import("../common/plotly.js").Figure} Figure */
/** @typedef {import("./height_map.js").HeightMap} HeightMap */
/** @typedef {import("./orbit.js").Orbit} Orbit */
/** @typedef {import("./screen_path.js").Point} Point */
/** @typedef {import("./theme.js").Theme} Theme */

/**
 * Plotly's own objects of a scene: their names are pinned by a test.
 * @typedef {object} PlotlyScene
 * @property {ArrayLike<number>} dataScale
 * @property {object} glplot
 * @property {{projection: ArrayLike<number>, view: ArrayLike<number>, model: ArrayLike<number>}} glplot.cameraParams
 * @property {{delay: number, lookAt: (eye: number[], center: number[], up: number[]) => void}} glplot.camera
 * @property {HTMLCanvasElement} glplot.canvas
 * @property {WebGLRenderingContext} glplot.gl
 * @property {(() => void) | null} glplot.oncontextloss
 * @property {() => void} glplot.redraw
 */

/** @typedef {HTMLElement & Figure & {_fullLayout: {scene: {_scene: PlotlyScene}}}} SceneFigure */

const FAR = 2000; // in units of the distance to what the camera still sees next to it

export class Scene3d {
  /** @type {Plotly | undefined} */
  #Plotly;
  #key = "";

  /** @param {HTMLElement} backstage */
  constructor(backstage) {
    /** @type {HTMLElement} */
    const figure = element("div", { className: "player-scene-source", parent: backstage });
    this.figure = /** @type {SceneFigure} */ (figure); // Plotly adds what it drew
  }

  get #scene() {
    return this.figure._fullLayout.scene._scene;
  }

  get plot() {
    return this.#scene.glplot;
  }

  /**
   * @param {Plotly} Plotly @param {HeightMap} map @param {Theme} theme @param {Orbit} orbit
   * @param {number} width @param {number} height
   * @returns {Promise<boolean>} whether the picture changed
   */
  async draw(Plotly, map, theme, orbit, width, height) {
    const key = [map.id, theme.key, width, height, window.devicePixelRatio].join("|");
    if (key === this.#key) return false;
    this.#key = key;
    const config = {
      ...STILL,
      staticPlot: false, // a static scene would be drawn at the size of the whole window
      scrollZoom: false,
      plotGlPixelRatio: window.devicePixelRatio || 1,
    };
    const layout = {
      ...bareLayout(theme, width, height),
      scene: sceneLayout(map, theme, this.eye(orbit, width, height), width),
    };
    await Plotly.react(this.figure, [surfaceTrace(map, theme)], layout, config);
    if (!this.plot) {
      this.#key = "";
      throw new Error("This browser has no WebGL: choose 2D instead of 3D.");
    }
    this.#Plotly = Plotly;
    return true;
  }

  /**
   * Where the eye is for a panel of this size, so that the landscape, and its numbers, fit it.
   * @param {Orbit} orbit @param {number} width @param {number} height
   */
  eye(orbit, width, height) {
    const aspect = width / height;
    return orbit.eye(width < ROOMY ? 0.92 * Math.max(1, 1.2 / aspect) : Math.max(1, 1.4 / aspect));
  }

  /**
   * Point the camera; the picture is then ready to be copied, within this task.
   * @param {Orbit} orbit @param {number} width @param {number} height
   */
  aim(orbit, width, height) {
    const { plot } = this;
    const { x, y, z } = this.eye(orbit, width, height);
    plot.camera.delay = 0; // it would glide there over a few frames, and be copied half-way
    plot.camera.lookAt([x, y, z], Object.values(CENTER), [0, 0, 1]);
    plot.redraw();
    return plot.canvas;
  }

  /**
   * A picture of the scene as it is seen now, for a canvas with so many pixels for one of a page.
   * @param {Orbit} orbit @param {number} width @param {number} height @param {number} ratio
   */
  async picture(orbit, width, height, ratio) {
    if (!this.#Plotly) throw new Error("The landscape is not drawn yet.");
    const { data, layout } = this.figure;
    const drawn = /** @type {{camera: object}} */ (layout.scene);
    const camera = { ...drawn.camera, eye: this.eye(orbit, width, height) };
    const figure = { data, layout: { ...layout, scene: { ...drawn, camera } } };
    return this.#Plotly.toImage(figure, { format: "png", width, height, scale: ratio });
  }

  /**
   * From (x, y, height) to the pixels of a panel and back, as Plotly's camera has it now.
   * @param {HeightMap} map @param {number} width @param {number} height
   * @returns {import("./screen_path.js").Projection}
   */
  projection(map, width, height) {
    const { projection, view, model } = this.plot.cameraParams;
    const scaling = Matrix.scaling(this.#scene.dataScale);
    const matrix = Matrix.product(projection, view, model, scaling);
    const inverse = matrix.inverse();
    const from = Matrix.product(view, model, scaling).inverse().apply(0, 0, 0);
    const slack = 0.05 * (map.top - map.bottom); // the grid misses the very bottom
    /** @type {import("./screen_path.js").Box} */
    const box = {
      low: [map.x0, map.y0, map.bottom - slack],
      high: [map.x1, map.y1, map.top + slack],
    };
    return {
      key: [matrix.key, width, height, map.id].join(),
      window: box,
      reach: box,
      project: (x, y, z) => {
        const [u, v] = matrix.apply(x, y, z);
        return [(width * (1 + u)) / 2, (height * (1 - v)) / 2];
      },
      pick: (px, py) => {
        const near = inverse.apply((2 * px) / width - 1, 1 - (2 * py) / height, -1);
        return map.meet(from, behind(from, near));
      },
      hides: (x, y, z) => map.hides(from, [x, y, z]),
    };
  }

  /** Give the WebGL context back now: a browser has few, and collects them late. */
  destroy() {
    if (!this.#Plotly) return;
    const { plot } = this;
    plot.oncontextloss = null; // it would be restored
    this.#Plotly.purge(this.figure);
    plot.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/**
 * A point on the ray from an eye through a point near it, far behind the landscape.
 * @param {Point} from @param {Point} near
 * @returns {Point}
 */
function behind(from, near) {
  /** @param {number} i */
  const far = (i) => from[i] + FAR * (near[i] - from[i]);
  return [far(0), far(1), far(2)];
}
