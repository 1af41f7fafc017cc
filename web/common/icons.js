// The pictures on the buttons, drawn here so that no font decides whether they exist.

/** Shapes that are filled. @type {Record<string, string>} */
const SOLID = {
  play: '<path d="M8 5.2v13.6c0 .8.9 1.3 1.6.8l10-6.8a1 1 0 0 0 0-1.6l-10-6.8A1 1 0 0 0 8 5.2z"/>',
  pause:
    '<rect x="6.5" y="5" width="4" height="14" rx="1.2"/><rect x="13.5" y="5" width="4" height="14" rx="1.2"/>',
  back: '<path d="M15.5 6.3v11.4c0 .8-.9 1.2-1.5.7l-7-5.7a.9.9 0 0 1 0-1.4l7-5.7c.6-.5 1.5-.1 1.5.7z"/><rect x="17" y="5.5" width="2.2" height="13" rx="1"/>',
  forward:
    '<path d="M8.5 6.3v11.4c0 .8.9 1.2 1.5.7l7-5.7a.9.9 0 0 0 0-1.4l-7-5.7c-.6-.5-1.5-.1-1.5.7z"/><rect x="4.8" y="5.5" width="2.2" height="13" rx="1"/>',
};

/** Lines that are drawn along. @type {Record<string, string>} */
const LINES = {
  restart: "M5 5v5h5M5.6 9.6A7.2 7.2 0 1 1 4.8 13",
  loop: "M17 3.5 20 6.5l-3 3M4 11V9.5a3 3 0 0 1 3-3h13M7 20.5 4 17.5l3-3M20 13v1.5a3 3 0 0 1-3 3H4",
  save: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
  video: "M4 7h11v10H4zM15 11l5-3v8l-5-3",
  gif: "M4 5h16v14H4zM4 9h16M4 15h16M9 5v4M15 5v4M9 15v4M15 15v4",
  fold: "M8 10l4 4 4-4",
  add: "M12 5v14M5 12h14",
  Duplicate: "M9 9h10v10H9zM5 15V5h10",
  "Move up": "M12 19V5M6 11l6-6 6 6",
  "Move down": "M12 5v14M6 13l6 6 6-6",
  Remove: "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12",
  remove: "M7 7l10 10M17 7L7 17",
  present: "M3 4h18M5 4v11h14V4M12 15v5M8 20h8",
  previous: "M14.5 6l-6 6 6 6",
  next: "M9.5 6l6 6-6 6",
  theme: "M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z",
  screen: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  keys: "M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18.2v.3",
};

/** The picture of a name, or nothing where it has none. @param {string} name @param {number} size */
export function icon(name, size = 20) {
  const shape = name in LINES ? `<path d="${LINES[name]}"/>` : SOLID[name];
  if (!shape) return "";
  const look =
    name in LINES
      ? 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
      : 'fill="currentColor"';
  return `<svg viewBox="0 0 24 24" width="${size}" height="${size}" aria-hidden="true" ${look}>${shape}</svg>`;
}
