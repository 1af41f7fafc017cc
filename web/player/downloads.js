// What a person saves: a picture of what is shown, a video or an animated GIF of the race.

import { saveFile } from "../common/save_file.js";
import { recordGif } from "./gif_recorder.js";
import { screenshot } from "./screenshot.js";
import { recordVideo } from "./video_recorder.js";

/** @typedef {import("./screenshot.js").Pictured} Pictured */

export class Downloads {
  recording = false;
  /** How far it is, or what came of it. */
  status = "";
  /** What gives up the GIF that is being made. @type {AbortController | null} */
  #gif = null;
  #announcer;
  #changed;

  /**
   * @param {import("./announcer.js").Announcer} announcer
   * @param {() => void} changed there is something else to show
   */
  constructor(announcer, changed) {
    this.#announcer = announcer;
    this.#changed = changed;
  }

  get makingGif() {
    return this.#gif !== null;
  }

  /** Save what is shown as a PNG file. @param {Pictured | null} pictured */
  async screenshot(pictured) {
    if (pictured) await this.#save(screenshot(pictured));
  }

  /**
   * Play the race from its start and save that; asked again meanwhile, that was enough.
   * @param {Pictured | null} pictured at rest
   */
  async video(pictured) {
    if (!pictured || this.recording) return;
    this.recording = true;
    this.#changed();
    await this.#save(recordVideo(pictured));
    this.recording = false;
    this.#changed();
  }

  /**
   * Save the race as an animated GIF; asked again meanwhile, give it up.
   * @param {() => Pictured | null} atRest
   */
  async gif(atRest) {
    if (this.#gif) {
      this.#gif.abort();
      return;
    }
    const pictured = atRest();
    if (!pictured) return;
    this.#gif = new AbortController();
    /** @param {number} part */
    const progress = (part) => this.#show(`GIF ${Math.round(100 * part)} %`);
    progress(0);
    await this.#save(recordGif(pictured, this.#gif.signal, progress));
    this.#gif = null;
    this.#changed();
  }

  /** @param {string} status */
  #show(status) {
    this.status = status;
    this.#changed();
  }

  /** @param {Promise<File | null>} made nothing if it was given up */
  async #save(made) {
    try {
      const file = await made;
      this.#show(file?.type === "image/gif" ? `GIF, ${size(file)}` : "");
      if (!file) {
        this.#announcer.say("Given up");
        return;
      }
      saveFile(file);
      this.#announcer.recover();
      this.#announcer.say(`Saved as ${file.name}, ${size(file)}`);
    } catch (error) {
      this.#show("");
      this.#announcer.fail(error);
    }
  }
}

/** How large a file is, in words. @param {File} file */
function size(file) {
  return file.size < 1e6 ? `${Math.ceil(file.size / 1000)} KB` : `${(file.size / 1e6).toFixed(1)} MB`;
}
