// The contour map of a surface: tints, hill shading, contour lines, scales, trails and arrows. The
// heights come from Python; this only draws them.
import { FONT, halo, nameAxes, ticks } from "./axes.js";
import { number, Sheet } from "./kit.js";
import { arrow, line, marker } from "./marks.js";

const MAP_PAD = { left: 38, right: 10, top: 10, bottom: 26 };

/** The scales of a square map: from a place to pixels and back, and the map's height. */
export function mapScales(width, { xlim, ylim }) {
  const side = width - MAP_PAD.left - MAP_PAD.right, scale = side / (xlim[1] - xlim[0]);
  const inside = ([low, high], v) => Math.max(low, Math.min(high, v));
  return {
    left: MAP_PAD.left, top: MAP_PAD.top, side, scale, height: side + MAP_PAD.top + MAP_PAD.bottom,
    at: ([x, y]) => [MAP_PAD.left + (x - xlim[0]) * scale, MAP_PAD.top + side - (y - ylim[0]) * scale],
    place: (px, py) => [
      inside(xlim, xlim[0] + (px - MAP_PAD.left) / scale),
      inside(ylim, ylim[0] + (MAP_PAD.top + side - py) / scale),
    ],
  };
}

/** How far up the tints a height lies, 0 to 1. */
export const tintOf = (scene, height) =>
  Math.max(0, Math.min(1, (height - scene.low) / (scene.high - scene.low || 1))) ** (1 / scene.bend);

/** The five tints of the theme, from the valleys up, as a function 0..1 -> [r, g, b]. */
export function tints(ink) {
  const stops = ["h0", "h1", "h2", "h3", "h4"].map((name) =>
    [1, 3, 5].map((i) => parseInt(ink(name).slice(i, i + 2), 16)));
  return (t) => {
    const k = Math.min(3, Math.floor(t * 4)), part = t * 4 - k;
    return stops[k].map((v, i) => v + part * (stops[k + 1][i] - v));
  };
}

/** A colour in a light: below 1 towards black, above 1 towards white. */
export const lit = (v, light) => (light < 1 ? v * light : v + (255 - v) * (light - 1));

/** A picture of the ground, size × size pixels: tints, lit from the upper left. */
export function groundPicture(scene, heights, size, ink) {
  const canvas = new OffscreenCanvas(size, size);
  const c = canvas.getContext("2d"), image = c.createImageData(size, size), n = scene.cells;
  const tint = tints(ink), table = Array.from({ length: 257 }, (_, i) => tint(i / 256));
  const drawn = Float64Array.from(heights, (height) => tintOf(scene, height));
  const deep = Number(ink("shade"));
  for (let row = 0; row < size; row++) {
    const v = (1 - row / (size - 1)) * (n - 1), j = Math.min(n - 2, Math.floor(v)), b = v - j;
    for (let column = 0; column < size; column++) {
      const u = (column / (size - 1)) * (n - 1), i = Math.min(n - 2, Math.floor(u)), a = u - i;
      const k = j * n + i;
      const [p, q, r, s] = [drawn[k], drawn[k + 1], drawn[k + n], drawn[k + n + 1]];
      const height = (p * (1 - a) + q * a) * (1 - b) + (r * (1 - a) + s * a) * b;
      const dx = (q - p) * (1 - b) + (s - r) * b, dy = (r - p) * (1 - a) + (s - q) * a;
      const light = 1 + deep * Math.max(-1, Math.min(1, (dx - dy) * n * 0.22));
      const colour = table[Math.round(height * 256)], at = 4 * (row * size + column);
      for (let m = 0; m < 3; m++) image.data[at + m] = lit(colour[m], light);
      image.data[at + 3] = 255;
    }
  }
  c.putImageData(image, 0, 0);
  return canvas;
}

/** Contour lines through the grid (marching squares) as segments [level, [x0, y0, x1, y1]] in cells. */
export function contours(scene, heights) {
  const n = scene.cells, found = [];
  for (let j = 0; j < n - 1; j++) {
    for (let i = 0; i < n - 1; i++) {
      const k = j * n + i;
      const corners = [heights[k], heights[k + 1], heights[k + n + 1], heights[k + n]];
      const [low, high] = [Math.min(...corners), Math.max(...corners)];
      scene.levels.forEach((level, m) => {
        if (level <= low || level > high) return;
        const cuts = [];
        corners.forEach((from, e) => {
          const to = corners[(e + 1) % 4];
          if (from < level === to < level) return;
          const t = (level - from) / (to - from);
          cuts.push([[i + t, j], [i + 1, j + t], [i + 1 - t, j + 1], [i, j + 1 - t]][e]);
        });
        for (let e = 0; e + 1 < cuts.length; e += 2) found.push([m, [...cuts[e], ...cuts[e + 1]]]);
      });
    }
  }
  return found;
}

/** The ground of a map, drawn once for a scene, a size and a theme. */
export class Ground {
  sheet = new Sheet();

  draw(c, s, scene, heights, ink) {
    this.sheet.copy(c, [heights, s.side, ink("h0")], (own) => this.paint(own, s, scene, heights, ink));
  }

  paint(c, s, scene, heights, ink) {
    const ratio = c.getTransform().a, size = Math.round(Math.min(640, s.side * ratio));
    c.drawImage(groundPicture(scene, heights, size, ink), s.left, s.top, s.side, s.side);
    const cell = s.side / (scene.cells - 1);
    c.strokeStyle = ink("contour");
    c.lineWidth = 0.8;
    c.beginPath();
    for (const [, [x0, y0, x1, y1]] of contours(scene, heights)) {
      c.moveTo(s.left + x0 * cell, s.top + s.side - y0 * cell);
      c.lineTo(s.left + x1 * cell, s.top + s.side - y1 * cell);
    }
    c.stroke();
  }

  axes(c, s, scene, ink) {
    c.font = FONT;
    c.fillStyle = ink("ink2");
    c.textAlign = "center";
    c.textBaseline = "top";
    const [left, bottom] = [s.left, s.top + s.side];
    for (const x of ticks(scene.xlim, 5)) c.fillText(number(x, 0), s.at([x, 0])[0], bottom + 7);
    c.textAlign = "right";
    c.textBaseline = "middle";
    for (const y of ticks(scene.ylim, 5)) c.fillText(number(y, 0), left - 6, s.at([0, y])[1]);
    nameAxes(c, { left, top: s.top, wide: s.side, high: s.side }, scene.labels, ink);
  }
}

/** Do what `draw` does inside the frame of the map only. */
export function within(c, s, draw) {
  c.save();
  c.beginPath();
  c.roundRect(s.left, s.top, s.side, s.side, 5);
  c.clip();
  draw();
  c.restore();
}

const far = ([x, y]) => [Math.max(-2e4, Math.min(2e4, x)), Math.max(-2e4, Math.min(2e4, y))];

/** Draw a trail of places up to `upto`, with a marker at each; `slim`: a line only. `ahead`: the rest faintly. */
export function drawTrail2(c, s, { places, upto, look, slim }, ahead, ink) {
  const pixels = places.map((place) => far(s.at(place)));
  const last = ahead ? pixels.length - 1 : upto;
  for (const [from, to, alpha] of [[upto, last, 0.4], [0, upto, 1]]) {
    if (to <= from) continue;
    c.globalAlpha = alpha;
    line(c, pixels.slice(from, to + 1), ink(look.ink), slim ? 1.1 : 2, slim ? [] : look.dash,
      slim ? null : ink("halo"));
    for (const [x, y] of slim ? [] : pixels.slice(from, to + 1)) {
      marker(c, look.shape, x, y, 3.2, ink(look.ink), ink("halo"));
    }
  }
  c.globalAlpha = 1;
}

/** Where the gradient arrow from a place ends: the steeper, the longer, up to 84 pixels. */
export function uphill(s, scene, place, [gx, gy]) {
  const steep = Math.hypot(gx, gy), [x, y] = s.at(place);
  if (!(steep > 0)) return [x, y];
  const usual = (scene.high - scene.low) / (scene.xlim[1] - scene.xlim[0]);
  const k = (84 * (steep / (steep + 0.5 * usual))) / steep;
  return [x + k * gx, y - k * gy];
}

/** The gradient at a place: an arrow uphill, square on a bar that lies along the contour. */
export function drawGradient(c, s, scene, place, slope, ink, words = "∇f") {
  const [x, y] = s.at(place), end = uphill(s, scene, place, slope);
  const length = Math.hypot(end[0] - x, end[1] - y);
  if (length < 2) return;
  const [ux, uy] = [(end[0] - x) / length, (end[1] - y) / length], bar = 30, box = 8;
  const along = (k, up = 0) => [x - uy * k + ux * up, y + ux * k + uy * up];
  line(c, [along(-bar), along(bar)], ink("ink"), 1.6, [5, 3], ink("halo"));
  if (length > 20) line(c, [along(box), along(box, box), along(0, box)], ink("ink"), 1.2, []);
  arrow(c, [x, y], end, ink("slope"), ink("halo"));
  const inside = (v, low) => Math.max(low + 14, Math.min(low + s.side - 14, v));
  const text = [inside(end[0] + ux * 14, s.left), inside(end[1] + uy * 12, s.top)];
  halo(c, words, ...text, ink("slope"), ink);
}
