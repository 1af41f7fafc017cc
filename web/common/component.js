// The life of a component on a Streamlit page: created once for each place, closed when it is gone.

/**
 * What Streamlit calls a component with, again whenever its data or the theme change.
 * @template Data
 * @typedef {object} Call
 * @property {Data} data
 * @property {string} key
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 */

/**
 * @template Content
 */
export class Mounted {
  /** @type {WeakMap<Element, Content>} */
  #contents = new WeakMap();
  #create;
  #close;

  /**
   * @param {(element: HTMLElement) => Content} create puts the content into a new element
   * @param {(content: Content) => void} close
   */
  constructor(create, close) {
    this.#create = create;
    this.#close = close;
  }

  /** The content of a place, created at the first call. @param {HTMLElement} parentElement */
  at(parentElement) {
    let content = this.#contents.get(parentElement);
    if (content === undefined) {
      content = this.#create(parentElement.appendChild(document.createElement("div")));
      this.#contents.set(parentElement, content);
    }
    return content;
  }

  /**
   * What Streamlit may call when a call is over: it also does so for calls that were merely
   * superseded while the element is still there.
   * @param {HTMLElement} parentElement
   */
  cleanup(parentElement) {
    return () => setTimeout(() => this.#closeIfGone(parentElement), 0);
  }

  /** @param {HTMLElement} parentElement */
  #closeIfGone(parentElement) {
    const content = this.#contents.get(parentElement);
    if (content === undefined || parentElement.isConnected) return;
    this.#close(content);
    this.#contents.delete(parentElement);
  }
}

/**
 * Take away the place of a component that has nothing to show: it would only leave a gap.
 * @param {HTMLElement} parentElement
 */
export function hideContainer(parentElement) {
  /** @type {HTMLElement | null} */
  const container = parentElement.closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";
}
