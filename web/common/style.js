// The style sheets of the components, each put into the page once.

/** @type {Map<string, Promise<void>>} */
const sheets = new Map();

/**
 * Put a component's own sheets into the page, after the common one.
 * @param {URL[]} own in their order
 * @returns {Promise<unknown>} settled when both are there, or will not come
 */
export function addStyle(...own) {
  const common = new URL("./common.css", import.meta.url);
  return Promise.all([common, ...own].map(({ href }) => sheets.get(href) ?? add(href)));
}

/** @param {string} href @returns {Promise<void>} */
function add(href) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  /** @type {Promise<void>} */
  const loaded = new Promise((resolve) => {
    link.onload = link.onerror = () => resolve();
  });
  document.head.append(link);
  sheets.set(href, loaded);
  return loaded;
}
