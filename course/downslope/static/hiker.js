// The hiker and what belongs to them: footprints, tangent, arrow, flags. Drawn over the terrain.
import { FONT, halo } from "./axes.js";
import { number } from "./kit.js";

function stroke(c, colour, width, ...points) {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.beginPath();
  for (const [x, y] of points) c.lineTo(x, y);
  c.stroke();
}

/** A little hiker with both feet at (x, y), looking in direction `way` (−1 or 1). */
export function drawHiker(c, x, y, way, stride, ink) {
  c.save();
  c.translate(x, y);
  c.scale(way || 1, 1);
  c.lineCap = c.lineJoin = "round";
  const s = 3 + 2.5 * stride;
  const legs = [[-s, 0], [0, -11], [s, 0]], stick = [[10, 0], [7, -15]];
  const body = [[0, -11], [1, -19]], arm = [[1, -17.5], [7.5, -12.5]];
  for (const [colour, extra] of [[ink("halo"), 3.5], [null, 0]]) {
    stroke(c, colour || ink("ink"), 1.5 + extra, ...stick);
    stroke(c, colour || ink("trousers"), 3.2 + extra, ...legs);
    stroke(c, colour || ink("pack"), 6 + extra, [-4.5, -13], [-4, -17.5]);
    stroke(c, colour || ink("hiker"), 6.5 + extra, ...body);
    stroke(c, colour || ink("hiker"), 2.8 + extra, ...arm);
    c.fillStyle = colour || ink("skin");
    c.beginPath();
    c.arc(1.8, -25.5, 4 + extra / 2, 0, 7);
    c.fill();
    stroke(c, colour || ink("hat"), 2.6 + extra, [-3, -27.3], [6.8, -27.3]);
    stroke(c, colour || ink("hat"), 3.4 + extra, [-0.4, -29.3], [3.8, -29.3]);
  }
  c.restore();
}

/** The places visited so far, joined, the last ones strongest; `ahead` draws the rest faintly. */
export function drawTrail(c, s, places, upto, ahead, ink) {
  const last = ahead ? places.length - 1 : upto;
  const at = ([x, y]) => [s.X(Math.max(-1e5, Math.min(1e5, x))), Math.max(-4e3, s.Y(y))];
  for (const [from, to, alpha] of [[upto, last, 0.35], [0, upto, 1]]) {
    if (to <= from) continue;
    c.globalAlpha = alpha * 0.7;
    stroke(c, ink("path"), 1.6, ...places.slice(from, to + 1).map(at));
    c.globalAlpha = alpha;
    for (const place of places.slice(from, to + 1)) {
      c.beginPath();
      c.arc(...at(place), 3.4, 0, 7);
      c.fillStyle = ink("path");
      c.fill();
      c.strokeStyle = ink("halo");
      c.lineWidth = 1.2;
      c.stroke();
    }
  }
  c.globalAlpha = 1;
}

/** The tangent at (x, y): a bar of fixed length on the page. */
export function drawTangent(c, s, x, y, slope, ink) {
  const [dx, dy] = [s.sx, -slope * s.sy];
  const k = 84 / Math.hypot(dx, dy);
  const ends = [-k, k].map((t) => [s.X(x) + t * dx, s.Y(y) + t * dy]);
  c.lineCap = "round";
  stroke(c, ink("halo"), 6, ...ends);
  stroke(c, ink("slope"), 3, ...ends);
}

/** The next step: an arrow from x to `next` at height y, with the length written on it. */
export function drawArrow(c, s, x, next, y, foot, words, ink) {
  const end = Math.max(s.left + 4, Math.min(s.left + s.w - 4, s.X(next)));
  const start = s.X(x), level = s.Y(y), size = Math.min(11, Math.abs(end - start) * 0.7);
  const way = Math.sign(end - start);
  c.lineCap = "butt";
  if (foot !== null && end === s.X(next)) {
    c.setLineDash([3, 4]);
    stroke(c, ink("hiker"), 1.5, [end, level], [end, s.Y(foot)]);
    c.setLineDash([]);
    c.beginPath();
    c.arc(end, s.Y(foot), 5, 0, 7);
    c.fillStyle = ink("halo");
    c.strokeStyle = ink("hiker");
    c.lineWidth = 2;
    c.fill();
    c.stroke();
  }
  if (size > 1) {
    const head = [[end - way * size, level - size * 0.55], [end - way * size, level + size * 0.55]];
    for (const [colour, width] of [[ink("halo"), 8], [ink("hiker"), 4]]) {
      stroke(c, colour, width, [start, level], [end - way * size * 0.8, level]);
    }
    c.fillStyle = ink("hiker");
    c.strokeStyle = ink("halo");
    c.lineWidth = 1.5;
    c.beginPath();
    c.moveTo(end + way, level);
    head.forEach((point) => c.lineTo(...point));
    c.closePath();
    c.stroke();
    c.fill();
  }
  const width = c.measureText(words).width / 2 + 8;
  const middle = (start + end) / 2;
  const at = Math.max(s.left + width, Math.min(s.left + s.w - width, middle));
  halo(c, words, at, Math.min(s.top + s.h - 10, level + 20), ink("hiker"), ink);
}

/** A pennant with a word on it, on a pole that stands at the pixel (x, y). */
export function pennant(c, x, y, word, ink, { tall = 38, wide = 24, high = 18 } = {}) {
  const top = y - tall - 2;
  stroke(c, ink("halo"), 5.5, [x, y], [x, y - tall]);
  stroke(c, ink("ink"), 2.2, [x, y], [x, y - tall]);
  c.beginPath();
  c.moveTo(x, top);
  c.lineTo(x + wide, top + high / 2);
  c.lineTo(x, top + high);
  c.closePath();
  c.fillStyle = ink("flag");
  c.strokeStyle = ink("halo");
  c.lineWidth = 2;
  c.stroke();
  c.fill();
  c.font = `700 ${FONT}`;
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.fillStyle = "#1b1b1b"; // on yellow, in either theme
  c.fillText(word, x + 4, top + high / 2 + 0.5);
}

/** A flag with a number, for predictions. `y` is null where fog hides the ground. */
export function drawFlag(c, s, x, y, name, ink) {
  pennant(c, s.X(x), y === null ? s.top + s.h : s.Y(y), name, ink);
}

/** Say beside a hiker at the rim, drawn at (px, py), that they really are at x, off the picture. */
export function drawAway(c, px, py, x, ink) {
  const [text, align] = x > 0 ? [`x = ${number(x)} →`, "right"] : [`← x = ${number(x)}`, "left"];
  halo(c, text, px + (x > 0 ? -22 : 22), py - 14, ink("hiker"), ink, align);
}

/** How far a flag at x stands from where the walk ended: a measure just above the flag's foot. */
export function drawMiss(c, s, x, end, y, ink) {
  const [from, to, level] = [s.X(x), s.X(end), s.Y(y) - 12];
  c.lineCap = "butt";
  for (const [colour, width] of [[ink("halo"), 5], [ink("ink"), 2]]) {
    stroke(c, colour, width, [from, level], [to, level]);
    stroke(c, colour, width, [to, level - 6], [to, level + 6]);
  }
  halo(c, number(Math.abs(x - end)), (from + to) / 2, level - 14, ink("ink"), ink);
}
