// plotly.js, loaded once a page.

/**
 * What plotly.js draws.
 * @typedef {object} Figure
 * @property {object[]} data
 * @property {{width?: number, height?: number, [more: string]: unknown}} layout
 * @property {object[]} [frames]
 * @property {object} [config]
 */

/**
 * What of plotly.js is used here.
 * @typedef {object} Plotly
 * @property {(element: HTMLElement, data: object[], layout: object, config?: object) => Promise<unknown>} react
 * @property {(element: HTMLElement, figure: Figure) => Promise<unknown>} newPlot
 * @property {(figure: Figure | HTMLElement, options: ImageOptions) => Promise<string>} toImage
 * @property {(element: HTMLElement) => void} purge
 */

/** @typedef {{format: "svg" | "png", width?: number, height?: number, scale?: number}} ImageOptions */

/** @type {Promise<Plotly> | null} */
let loading = null;

/** @returns {Plotly | undefined} */
function loaded() {
  return /** @type {Window & {Plotly?: Plotly}} */ (window).Plotly;
}

/** @param {string} url ignored where the page already has Plotly @returns {Promise<Plotly>} */
export function loadPlotly(url) {
  const there = loaded();
  if (there) return Promise.resolve(there);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    const fail = () => {
      loading = null; // so that the next attempt starts afresh
      script.remove();
      reject(new Error("plotly.js could not be loaded from this server."));
    };
    script.onload = () => {
      const found = loaded();
      if (found) resolve(found);
      else fail();
    };
    script.onerror = fail;
    document.head.append(script);
  });
  return loading;
}

/** What every still figure has in common: it is left alone by the mouse. */
export const STILL = { displayModeBar: false, staticPlot: true, responsive: false };

/**
 * The layout that every still figure starts from.
 * @param {{font: string, scale: number, muted: string}} theme
 * @param {number} width @param {number} height
 */
export function bareLayout(theme, width, height) {
  return {
    width,
    height,
    showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 11 * theme.scale, color: theme.muted },
    margin: { l: 0, r: 0, t: 0, b: 0 },
  };
}
