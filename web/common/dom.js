// Elements of a page.

/**
 * The element inside of another that a selector names and that is known to be there.
 * @template {Element} [Kind=HTMLElement]
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => Kind} [kind] checked where it is given
 * @returns {Kind}
 */
export function find(parent, selector, kind) {
  const found = parent.querySelector(selector);
  const wanted = kind ?? HTMLElement;
  if (!(found instanceof wanted)) throw new Error(`There is no ${selector}.`);
  return /** @type {Kind} */ (found);
}

/**
 * A new element with a class and a text, perhaps in a parent.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{className?: string, text?: string, parent?: ParentNode}} [about]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, { className, text, parent } = {}) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  parent?.append(made);
  return made;
}

/**
 * The context to draw on a canvas.
 * @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (!context) throw new Error("This browser cannot draw.");
  return context;
}

/**
 * The element that an event is about, or that is around it, if a selector names it.
 * @param {Event} event @param {string} selector
 * @returns {HTMLElement | null}
 */
export function closest({ target }, selector) {
  return target instanceof Element ? target.closest(selector) : null;
}
