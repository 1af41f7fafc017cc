// The whole inline script of a component. It is sent again with every change of the data, so it only
// says where the modules are: everything else is fetched once and kept by the browser.

/** The root of the app, whatever path it is served below: our neighbour is Streamlit's script. */
function root() {
  /** @type {HTMLScriptElement | null} */
  const entry = document.querySelector('script[src*="static/js/index."]');
  return entry ? new URL("../../", entry.src) : new URL("./", document.baseURI);
}

/** Start the largest download before our own modules ask for it. @param {string} href */
function preload(href) {
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "preload", as: "script", href }));
}

/** @param {{parentElement: HTMLElement}} component */
export default async function (component) {
  const plotly = new URL("{plotly}", root()).href;
  preload(plotly);
  try {
    const { show } = await import(new URL("{entry}", root()).href);
    return show(component, plotly);
  } catch (error) {
    console.error(error);
    if (document.querySelector("[data-testid=player-error]")) return; // two components, one message
    component.parentElement.innerHTML =
      '<p role="alert" data-testid="player-error">This part of the page could not be loaded from ' +
      "its server. Reload the page; if that does not help, the app was started without its routes.</p>";
  }
}
