// The landscape in 3D, drawn by Plotly in one WebGL scene that every panel shows a copy of: all of
// them look at the same surface from the same side, so twelve panels cost what one costs.

import { decades, short } from "../common/format.js";
import { Matrix } from "./matrix.js";
import { ASPECT, CENTER } from "./orbit.js";
import { STILL, bareLayout } from "../common/plotly.js";

const ROOMY = 260; // pixels of width from which on there is room for numbers
const LINES = 10;
const FAR = 2000; // in units of the distance to what the camera still sees next to it

export class Scene3d {
  /** @param {Element} backstage */
  constructor(backstage) {
    this.figure = backstage.appendChild(document.createElement("div"));
    this.figure.className = "player-scene-source";
    this.key = "";
  }

  /** @returns {Promise<boolean>} whether the picture changed */
  async draw(Plotly, terrain, theme, orbit, width, height) {
    const key = [terrain.id, theme.key, width, height, window.devicePixelRatio].join("|");
    if (key === this.key) return false;
    this.key = key;
    const config = {
      ...STILL,
      staticPlot: false, // a static scene would be drawn at the size of the whole window
      scrollZoom: false,
      plotGlPixelRatio: window.devicePixelRatio || 1,
    };
    const layout = {
      ...bareLayout(theme, width, height),
      scene: scene(terrain, theme, this.eye(orbit, width, height), width),
    };
    await Plotly.react(this.figure, [surface(terrain, theme)], layout, config);
    if (!this.figure._fullLayout.scene._scene.glplot) {
      this.key = "";
      throw new Error("This browser has no WebGL: choose 2D instead of 3D.");
    }
    this.Plotly = Plotly;
    return true;
  }

  /** Where the eye is for a panel of this size, so that the landscape, and its numbers, fit it. */
  eye(orbit, width, height) {
    const aspect = width / height;
    const far = width < ROOMY ? 0.92 * Math.max(1, 1.2 / aspect) : Math.max(1, 1.4 / aspect);
    return orbit.eye(far);
  }

  /** Point the camera; the picture is then ready to be copied, within this task. */
  aim(orbit, width, height) {
    const { plot } = this;
    const eye = this.eye(orbit, width, height);
    plot.camera.delay = 0; // it would glide there over a few frames, and be copied half-way
    plot.camera.lookAt([eye.x, eye.y, eye.z], Object.values(CENTER), [0, 0, 1]);
    plot.redraw();
    return plot.canvas;
  }

  /** Plotly's own objects of the scene: their names are pinned by a test. */
  get plot() {
    return this.figure._fullLayout.scene._scene.glplot;
  }

  /** A picture of the scene as it is seen now, for a canvas with so many pixels for one of a page. */
  picture(orbit, width, height, ratio) {
    const { data, layout } = this.figure;
    const scene = { ...layout.scene, camera: { ...layout.scene.camera, eye: this.eye(orbit, width, height) } };
    return this.Plotly.toImage({ data, layout: { ...layout, scene } }, { format: "png", width, height, scale: ratio });
  }

  /**
   * From (x, y, height) to the pixels of a panel and back, as Plotly's camera has it now.
   * @param {import("./height_map.js").Terrain} terrain
   */
  projection(terrain, width, height) {
    const { cameraParams } = this.plot;
    const scale = this.figure._fullLayout.scene._scene.dataScale;
    const matrix = Matrix.product(
      cameraParams.projection,
      cameraParams.view,
      cameraParams.model,
      Matrix.scaling(scale),
    );
    const inverse = matrix.inverse();
    const slack = 0.05 * (terrain.top - terrain.bottom); // the grid misses the very bottom
    const box = {
      low: [terrain.x0, terrain.y0, terrain.bottom - slack],
      high: [terrain.x1, terrain.y1, terrain.top + slack],
    };
    /** A point on the ray through a pixel, far behind the landscape. */
    const behind = (px, py) => {
      const near = inverse.apply((2 * px) / width - 1, 1 - (2 * py) / height, -1);
      return near.map((v, i) => eye[i] + FAR * (v - eye[i]));
    };
    const eye = Matrix.product(cameraParams.view, cameraParams.model, Matrix.scaling(scale))
      .inverse()
      .apply(0, 0, 0);
    return {
      key: [matrix.key, width, height, terrain.id].join(),
      window: box,
      reach: box,
      project: (x, y, z) => {
        const [u, v] = matrix.apply(x, y, z);
        return [(width * (1 + u)) / 2, (height * (1 - v)) / 2];
      },
      pick: (px, py) => terrain.meet(eye, behind(px, py)),
      hides: (x, y, z) => terrain.hides(eye, [x, y, z]),
    };
  }

  /** Give the WebGL context back now: a browser has few, and collects them late. */
  destroy() {
    if (!this.Plotly) return;
    const { plot } = this;
    plot.oncontextloss = null; // it would be restored
    this.Plotly.purge(this.figure);
    plot.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

function surface(terrain, theme) {
  const { bottom, top } = terrain;
  return {
    type: "surface",
    x: terrain.x,
    y: terrain.y,
    z: terrain.grid,
    cmin: bottom,
    cmax: top,
    colorscale: terrain.colors[theme.dark ? "dark" : "light"],
    showscale: false,
    hoverinfo: "skip",
    lighting: { ambient: 0.82, diffuse: 0.5, specular: 0.04, roughness: 0.95, fresnel: 0.02 },
    contours: {
      z: {
        show: true,
        start: bottom,
        end: top,
        size: (top - bottom) / LINES,
        color: theme.dark ? "#0b0e12" : "#8496b0",
        width: 1,
        highlight: false,
      },
      x: { highlight: false },
      y: { highlight: false },
    },
  };
}

function scene(terrain, theme, eye, width) {
  const axis = (low, high) => ({
    range: [low, high],
    title: { text: "" },
    nticks: 5,
    showticklabels: width >= ROOMY,
    tickfont: { size: (width < 1.5 * ROOMY ? 9 : 11) * theme.scale, color: theme.muted },
    gridcolor: theme.line,
    linecolor: theme.line,
    zerolinecolor: theme.line,
    showbackground: false,
    showspikes: false,
  });
  return {
    aspectmode: "manual",
    aspectratio: ASPECT,
    camera: { eye, center: CENTER, up: { x: 0, y: 0, z: 1 } },
    dragmode: false,
    xaxis: axis(terrain.x0, terrain.x1),
    yaxis: axis(terrain.y0, terrain.y1),
    zaxis: { ...axis(terrain.bottom, terrain.top), ...lossTicks(terrain) },
  };
}

/** Where heights are logarithms, their axis still tells losses: powers of ten, not too close. */
function lossTicks(terrain) {
  if (!terrain.log) return {};
  const { low, scale, bottom, top } = terrain;
  const losses = decades(scale, terrain.loss(top) - low, 4).map((above) => low + above);
  const shown = losses.filter((loss) => terrain.height(loss) >= bottom + 0.1 * (top - bottom));
  return {
    tickmode: "array",
    tickvals: shown.map((loss) => terrain.height(loss)),
    ticktext: shown.map((loss) => short(loss, 2)),
  };
}
