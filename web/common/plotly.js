// plotly.js, loaded once a page.

/** @type {Promise<any> | null} */
let loading = null;

/** @param {string} url ignored where the page already has Plotly */
export function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = null; // so that the next attempt starts afresh
      script.remove();
      reject(new Error("plotly.js could not be loaded from this server."));
    };
    document.head.append(script);
  });
  return loading;
}

/** What every figure here has in common: it stands still and is left alone by the mouse. */
export const STILL = { displayModeBar: false, staticPlot: true, responsive: false };

/** The layout that every figure here starts from. */
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
