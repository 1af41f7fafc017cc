// The style sheets of the components, each put into the page once.

/** @type {Map<string, Promise<void>>} */
const sheets = new Map();

/**
 * Put a component's own sheet into the page, and the common one.
 * @param {URL} own
 * @returns {Promise<unknown>} settled when both are there, or will not come
 */
export function addStyle(own) {
  const common = new URL("./common.css", import.meta.url);
  return Promise.all([common, own].map(({ href }) => sheets.get(href) ?? added(href)));
}

function added(href) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loaded = new Promise((resolve) => (link.onload = link.onerror = resolve));
  document.head.append(link);
  sheets.set(href, loaded);
  return loaded;
}
