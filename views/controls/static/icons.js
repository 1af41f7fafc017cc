// The pictures on the buttons, drawn here so that no font decides whether they exist.

const STROKE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';

const SHAPES = {
  add: "M12 5v14M5 12h14",
  Duplicate: "M9 9h10v10H9zM5 15V5h10",
  "Move up": "M12 19V5M6 11l6-6 6 6",
  "Move down": "M12 5v14M6 13l6 6 6-6",
  Remove: "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12",
  remove: "M7 7l10 10M17 7L7 17",
  open: "M8 10l4 4 4-4",
};

/** The picture of a name, or nothing where it has none. */
export function icon(name) {
  if (!(name in SHAPES)) return "";
  return `<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" ${STROKE}><path d="${SHAPES[name]}"/></svg>`;
}
