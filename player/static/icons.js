// The pictures on the buttons, drawn here so that no font decides whether they exist.

const SHAPES = {
  play: '<path d="M8 5.2v13.6c0 .8.9 1.3 1.6.8l10-6.8a1 1 0 0 0 0-1.6l-10-6.8A1 1 0 0 0 8 5.2z"/>',
  pause: '<rect x="6.5" y="5" width="4" height="14" rx="1.2"/><rect x="13.5" y="5" width="4" height="14" rx="1.2"/>',
  back: '<path d="M15.5 6.3v11.4c0 .8-.9 1.2-1.5.7l-7-5.7a.9.9 0 0 1 0-1.4l7-5.7c.6-.5 1.5-.1 1.5.7z"/><rect x="17" y="5.5" width="2.2" height="13" rx="1"/>',
  forward: '<path d="M8.5 6.3v11.4c0 .8.9 1.2 1.5.7l7-5.7a.9.9 0 0 0 0-1.4l-7-5.7c-.6-.5-1.5-.1-1.5.7z"/><rect x="4.8" y="5.5" width="2.2" height="13" rx="1"/>',
  restart: '<path d="M5 5v5h5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/><path d="M5.6 9.6A7.2 7.2 0 1 1 4.8 13" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
  loop: '<g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="M17 3.5 20 6.5l-3 3"/><path d="M4 11V9.5a3 3 0 0 1 3-3h13"/><path d="M7 20.500 4 17.500l3-3"/><path d="M20 13v1.500a3 3 0 0 1-3 3H4"/></g>',
  fold: '<path d="M8 10l4 4 4-4" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
};

/** @param {keyof typeof SHAPES} name */
export function icon(name) {
  return `<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true">${SHAPES[name]}</svg>`;
}
