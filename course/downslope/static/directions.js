// 100 random directions: how steep each of them is, as a histogram, and as a fan on the map.
import { FONT, halo } from "./axes.js";
import { doubles, fit, make, number } from "./kit.js";
import { line } from "./marks.js";

const BINS = 25, HISTOGRAM_HEIGHT = 150, ROOM = { side: 14, top: 30, bottom: 26 };

/** The panel. `answer` holds what Python said last; `ask(place)` asks for another place. */
export class Directions {
  constructor(model, changed) {
    this.model = model;
    this.answer = this.asked = null;
    this.waiting = false;
    this.canvas = make("canvas", {
      className: "downslope-picture downslope-still", role: "img",
      "aria-label": "Histogram of 100 directional slopes, not drawn yet.",
    });
    this.words = make("p", { className: "downslope-hint" });
    model.on("msg:custom", (answer, buffers) => {
      if (!("slopes" in answer)) return;
      this.waiting = false;
      const [slopes, fan] = buffers.map(doubles);
      this.answer = { ...answer, place: answer.slopes, slopes, fan };
      changed();
    });
  }

  /** Ask for the slopes at a place, one question at a time. */
  ask(place) {
    const key = [...place, this.model.get("preset")].join();
    if (this.waiting || this.asked === key) return;
    [this.asked, this.waiting] = [key, true];
    this.model.send({ slopes: place });
  }

  draw(ink) {
    const [c, width, height] = fit(this.canvas, HISTOGRAM_HEIGHT);
    const { slopes, steepest, trouble, said } = this.answer;
    const words = (this.words.textContent = trouble || said);
    this.canvas.setAttribute("aria-label", `Histogram of 100 directional slopes. ${words}`);
    if (trouble) return;
    const reach = 1.12 * steepest || 1, w = width - 2 * ROOM.side, h = height - ROOM.top - ROOM.bottom;
    const X = (slope) => ROOM.side + (w * (slope + reach)) / (2 * reach);
    const counts = new Array(BINS).fill(0);
    const bin = (slope) => Math.max(0, Math.min(BINS - 1,
      Math.floor(((slope + reach) / (2 * reach)) * BINS)));
    for (const slope of slopes) counts[bin(slope)] += 1;
    const most = Math.max(...counts), wide = w / BINS;
    c.fillStyle = ink("panel");
    c.beginPath();
    c.roundRect(ROOM.side, ROOM.top, w, h, 5);
    c.fill();
    counts.forEach((count, i) => {
      const tall = (h * 0.94 * count) / most, uphill = i >= BINS / 2;
      c.fillStyle = ink(uphill ? "line" : "plus");
      c.fillRect(ROOM.side + i * wide + 1, ROOM.top + h - tall, wide - 2, tall);
    });
    c.font = FONT;
    c.textBaseline = "top";
    c.fillStyle = ink("ink2");
    const ends = [[-reach, "left", "downhill"], [reach, "right", "uphill"]];
    for (const [slope, align, text] of [...ends, [0, "center", this.model.get("scene").labels[3]]]) {
      c.textAlign = align;
      c.fillText(text, X(slope), ROOM.top + h + 7);
    }
    line(c, [[X(0), ROOM.top], [X(0), ROOM.top + h]], ink("ink2"), 1, [2, 3]);
    const x = X(-steepest);
    line(c, [[x, ROOM.top - 6], [x, ROOM.top + h]], ink("hiker"), 3, [], ink("halo"));
    halo(c, `−∇f: ${number(-steepest)}`, Math.max(x - 8, ROOM.side), ROOM.top - 16, ink("hiker"), ink, "left");
  }

  /** The same directions around their place on the map; downhill ones solid, uphill ones dashed. */
  drawFan(c, s, ink) {
    const { place, slopes, fan } = this.answer, [x, y] = s.at(place);
    slopes.forEach((slope, i) => {
      const [ux, uy] = [fan[2 * i], -fan[2 * i + 1]];
      const points = [[x + 9 * ux, y + 9 * uy], [x + 26 * ux, y + 26 * uy]];
      line(c, points, ink(slope < 0 ? "plus" : "ink2"), 1.3, slope < 0 ? [] : [2, 3]);
    });
  }
}
