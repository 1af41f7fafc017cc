// What a person saves: a picture of what is shown, a video of the race.

import { film } from "./film.js";
import { picture } from "./picture.js";

const KEPT = 60_000; // milliseconds in which the browser can fetch a saved file

export class Saving {
  /** @param {object} player as of main.js */
  constructor(player) {
    this.player = player;
    this.filming = false;
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
      const link = document.createElement("a");
      Object.assign(link, { href: URL.createObjectURL(file), download: file.name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
      voice.recover();
      voice.say(`Saved as ${file.name}`);
    } catch (error) {
      voice.fail(error);
    }
  }
}
