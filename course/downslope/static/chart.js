// The strip chart: loss against step, linked with the hiker.
import { FONT, ticks } from "./axes.js";
import { number } from "./kit.js";

const PAD = { left: 40, right: 12, top: 10, bottom: 24 };

/** Which step lies at `pixel` of a chart this wide. */
export function stepAt(pixel, width, steps) {
  const part = (pixel - PAD.left) / (width - PAD.left - PAD.right);
  return Math.max(0, Math.min(steps, Math.round(part * steps)));
}

/** 10^k in small raised digits, for an axis of powers. */
const power = (k) => `10${[...String(k)].map((d) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(d)]).join("")}`;

/** The whole powers of ten that enclose the losses above 0, at least two of them. */
function decades(losses) {
  const above = losses.filter((loss) => loss > 0).map((loss) => Math.log10(loss));
  if (!above.length) return [-2, 0];
  const high = Math.min(30, Math.ceil(Math.max(...above)));
  return [Math.max(-16, Math.min(high - 2, Math.floor(Math.min(...above)))), high];
}

/**
 * Draw the losses up to step `upto` (`ahead`: the rest faintly). `shown` is the range of losses.
 * With `log` the chart chooses its range; a loss that is not above 0 then lies on its floor.
 */
export function drawChart(
  c, width, height, losses, upto, ahead, shown, ink, name, log = false,
) {
  const steps = losses.length - 1;
  const w = width - PAD.left - PAD.right, h = height - PAD.top - PAD.bottom;
  const X = (k) => PAD.left + (w * k) / steps;
  const [low, high] = log ? decades(losses) : shown;
  const level = (v) => PAD.top + h - (h * (v - low)) / (high - low);
  const Y = log ? (v) => level(v > 0 ? Math.max(low, Math.log10(v)) : low) : level;
  const inside = (v) => Math.max(PAD.top, Y(log ? v : Math.min(v, 1e9)));
  c.fillStyle = ink("panel");
  c.fillRect(PAD.left, PAD.top, w, h);
  c.font = FONT;
  c.textBaseline = "middle";
  c.textAlign = "right";
  for (const v of ticks([low, high], 3).filter((v) => !log || Number.isInteger(v))) {
    c.fillStyle = ink("grid");
    c.fillRect(PAD.left, Math.round(level(v)), w, 1);
    c.fillStyle = ink("ink2");
    c.fillText(log ? power(v) : number(v, 1), PAD.left - 4, level(v));
  }
  c.textBaseline = "top";
  c.textAlign = "center";
  for (const k of ticks([0, steps], Math.max(3, w / 90)).filter(Number.isInteger)) {
    c.fillText(String(k), X(k), PAD.top + h + 6);
  }
  c.save();
  c.beginPath();
  c.rect(PAD.left - 6, PAD.top - 6, w + 12, h + 12);
  c.clip();
  const parts = ahead ? [[upto, steps, 0.35], [0, upto, 1]] : [[0, upto, 1]];
  for (const [from, to, alpha] of parts) {
    c.globalAlpha = alpha;
    c.strokeStyle = c.fillStyle = ink("path");
    c.lineWidth = 1.8;
    c.beginPath();
    for (let k = from; k <= to; k++) c.lineTo(X(k), inside(losses[k]));
    c.stroke();
    for (let k = from; k <= to; k++) {
      if (Number.isNaN(losses[k])) continue;  // not known yet
      c.beginPath();
      if (Y(losses[k]) < PAD.top) {  // above the picture: a wedge that points there
        c.moveTo(X(k) - 4, PAD.top + 7);
        c.lineTo(X(k), PAD.top);
        c.lineTo(X(k) + 4, PAD.top + 7);
      } else c.arc(X(k), Y(losses[k]), 2.4, 0, 7);
      c.fill();
    }
  }
  c.globalAlpha = 1;
  if (Number.isFinite(losses[upto])) {
    c.strokeStyle = ink("hiker");
    c.lineWidth = 1.5;
    c.setLineDash([3, 3]);
    c.beginPath();
    c.moveTo(X(upto), PAD.top);
    c.lineTo(X(upto), PAD.top + h);
    c.stroke();
    c.setLineDash([]);
    c.beginPath();
    c.arc(X(upto), inside(losses[upto]), 5.5, 0, 7);
    c.fillStyle = ink("hiker");
    c.strokeStyle = ink("halo");
    c.lineWidth = 2;
    c.fill();
    c.stroke();
  }
  c.restore();
  c.textAlign = "right";
  c.textBaseline = "top";
  c.lineWidth = 5;
  c.lineJoin = "round";
  c.strokeStyle = ink("panel");
  c.fillStyle = ink("ink2");
  const title = [log ? `${name}, log scale` : name, PAD.left + w - 14, PAD.top + 12];
  c.strokeText(...title);
  c.fillText(...title);
}
