// Files that the browser saves.

const KEPT = 60_000; // milliseconds in which the browser can fetch a saved file

/** Let the browser save a file under its name. @param {File} file */
export function saveFile(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}
