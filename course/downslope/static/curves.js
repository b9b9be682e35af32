// A chart of several losses against a common count, linear or logarithmic, linked with the hikers.
import { FONT, ticks } from "./axes.js";
import { short } from "./kit.js";
import { line, marker } from "./marks.js";

const CHART_PAD = { left: 44, right: 12, top: 12, bottom: 26 };

/** Where along `total` a pixel of a chart this wide lies. */
export function countAt(pixel, width, total) {
  const part = (pixel - CHART_PAD.left) / (width - CHART_PAD.left - CHART_PAD.right);
  return Math.max(0, Math.min(total, part * total));
}

function marks(shown, log) {
  if (!log) return ticks(shown, 4);
  const [low, high] = shown.map(Math.log10), step = Math.max(1, Math.ceil((high - low) / 5));
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) },
    (_, i) => 10 ** (first + i * step));
}

const power = (v) => (v >= 0.01 && v < 1e4 ? String(Number(v.toPrecision(2))) : v.toExponential(0))
  .replace("-", "−").replace("e+", "e");

/**
 * Draw curves [{xs, ys, look, upto}] over 0..total; up to point `upto` boldly, the rest faintly if
 * `ahead`. `shown` is the range of losses, `now` the count at which the hikers stand.
 */
export function drawCurves(c, width, height, { curves, total, shown, log, now, ahead, title }, ink) {
  const w = width - CHART_PAD.left - CHART_PAD.right, h = height - CHART_PAD.top - CHART_PAD.bottom;
  const scale = log ? (v) => Math.log10(Math.max(v, 1e-300)) : (v) => v;
  const [low, high] = shown.map(scale);
  const X = (k) => CHART_PAD.left + (w * k) / total;
  const Y = (v) => CHART_PAD.top + h - (h * (scale(Math.min(v, 1e300)) - low)) / (high - low);
  const inside = (v) => Math.max(CHART_PAD.top, Math.min(CHART_PAD.top + h, Y(v)));
  c.fillStyle = ink("panel");
  c.beginPath();
  c.roundRect(CHART_PAD.left, CHART_PAD.top, w, h, 5);
  c.fill();
  c.font = FONT;
  c.textBaseline = "middle";
  c.textAlign = "right";
  for (const v of marks(shown, log)) {
    c.fillStyle = ink("grid");
    c.fillRect(CHART_PAD.left, Math.round(Y(v)), w, 1);
    c.fillStyle = ink("ink2");
    c.fillText(log ? power(v) : short(v), CHART_PAD.left - 6, Y(v));
  }
  c.textBaseline = "top";
  c.textAlign = "center";
  for (const k of ticks([0, total], Math.max(3, w / 80)).filter(Number.isInteger)) {
    c.fillText(String(k), X(k), CHART_PAD.top + h + 7);
  }
  c.save();
  c.beginPath();
  c.rect(CHART_PAD.left - 6, CHART_PAD.top - 6, w + 12, h + 12);
  c.clip();
  for (const { xs, ys, look, upto } of curves) {
    const points = xs.map((x, k) => [X(x), inside(ys[k])]);
    const every = Math.max(1, Math.ceil(points.length / 24));
    for (const [from, to, alpha] of [...(ahead ? [[upto, xs.length - 1, 0.4]] : []), [0, upto, 1]]) {
      c.globalAlpha = alpha;
      line(c, points.slice(from, to + 1), ink(look.ink), 1.8, look.dash);
      for (let k = from; k <= to; k++) {
        if (k % every === 0 && Y(ys[k]) >= CHART_PAD.top - 1) {
          marker(c, look.shape, ...points[k], 2.6, ink(look.ink), ink("panel"), 0.8);
        }
      }
    }
    c.globalAlpha = 1;
  }
  line(c, [[X(now), CHART_PAD.top], [X(now), CHART_PAD.top + h]], ink("ink2"), 1.2, [3, 4]);
  for (const { xs, ys, look, upto } of curves) {
    if (!Number.isFinite(ys[upto])) continue;
    const [x, y] = [X(xs[upto]), inside(ys[upto])];
    marker(c, Y(ys[upto]) < CHART_PAD.top ? "triangle" : look.shape, x, y, 5, ink(look.ink), ink("halo"), 2);
  }
  c.restore();
  c.textAlign = "right";
  c.textBaseline = "top";
  c.lineWidth = 5;
  c.lineJoin = "round";
  c.strokeStyle = ink("panel");
  c.fillStyle = ink("ink2");
  c.strokeText(title, CHART_PAD.left + w - 10, CHART_PAD.top + 8);
  c.fillText(title, CHART_PAD.left + w - 10, CHART_PAD.top + 8);
}

/** The range of losses to show: from the lowest to a little above the start, whatever diverges. */
export function lossRange(curves, log, lowest) {
  const all = curves.flatMap(({ ys }) => ys.filter(Number.isFinite));
  const start = Math.max(...curves.map(({ ys }) => ys[0]));
  if (log) {
    const positive = all.filter((v) => v > 0);
    const top = Math.min(Math.max(...positive, 1e-12), 1e3 * Math.max(start, 1e-9));
    const low = Math.max(1e-12, Math.min(...positive, top / 10));
    return [10 ** Math.floor(Math.log10(low)), 10 ** (Math.ceil(Math.log10(top * 1.01)) || 1)];
  }
  const low = Math.min(lowest, ...all.filter((v) => v >= lowest - Math.abs(lowest)));
  const room = start - low || 1;
  return [low - 0.06 * room, start + 0.22 * room];
}
