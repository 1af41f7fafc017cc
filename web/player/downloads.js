// What a person saves: a picture of what is shown, a video or an animated GIF of the race.

import { film } from "./video_recorder.js";
import { picture } from "./screenshot.js";
import { reel } from "./gif_recorder.js";

const KEPT = 60_000; // milliseconds in which the browser can fetch a saved file

export class Saving {
  /** @param {object} player as of main.js */
  constructor(player) {
    this.player = player;
    this.filming = false;
    /** What gives up the GIF that is being made. @type {AbortController | null} */
    this.reeling = null;
    this.told = "";
  }

  /** Save what is shown as a PNG file. */
  async picture() {
    if (this.rest()) await this.handOver(picture);
  }

  /** Play the race from its start and save that; asked again meanwhile, that was enough. */
  async film() {
    if (!this.rest() || this.filming) return;
    this.filming = true;
    this.player.show();
    await this.handOver(film);
    this.filming = false;
    this.player.show();
  }

  /** Save the race as an animated GIF; asked again meanwhile, give it up. */
  async reel() {
    if (this.reeling) return this.reeling.abort();
    if (!this.rest()) return;
    this.reeling = new AbortController();
    const tell = (part) => this.tell(`GIF ${Math.round(100 * part)} %`);
    tell(0);
    await this.handOver((player) => reel(player, this.reeling.signal, tell));
    this.reeling = null;
    this.player.show();
  }

  /** Show how far it is, or what came of it. */
  tell(told) {
    this.told = told;
    this.player.show();
  }

  /** Pause the race; say whether there is one. */
  rest() {
    const { player } = this;
    if (!player.Plotly || !player.race) return false;
    player.hold(() => {});
    return true;
  }

  async handOver(make) {
    const { voice } = this.player;
    try {
      const file = await make(this.player);
      this.tell(file && file.type === "image/gif" ? `GIF, ${size(file)}` : "");
      if (!file) return voice.say("Given up");
      const link = document.createElement("a");
      Object.assign(link, { href: URL.createObjectURL(file), download: file.name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
      voice.recover();
      voice.say(`Saved as ${file.name}, ${size(file)}`);
    } catch (error) {
      this.tell("");
      voice.fail(error);
    }
  }
}

/** How large a file is, in words. */
function size(file) {
  return file.size < 1e6 ? `${Math.ceil(file.size / 1000)} KB` : `${(file.size / 1e6).toFixed(1)} MB`;
}
