// The place that Streamlit gives a component on the page.

/**
 * Take away the place of a component that has nothing to show: it would only leave a gap.
 * @param {HTMLElement} parentElement
 */
export function hideContainer(parentElement) {
  const container = parentElement.closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";
}
