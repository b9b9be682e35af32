// The gun, its shells and the flag they are meant for. Drawn over a terrain; it computes no flight:
// a shell's path is the parabola through the gun, the top and the landing that Python measured.
import { halo } from "./axes.js";
import { number } from "./kit.js";
import { drawAway, pennant } from "./hiker.js";
import { METRES } from "./levers.js";

const BARREL = 40, BREECH = 13; // pixels

/** The three points that bend a shell's path: the gun, twice the top, the landing, in pixels. */
function bend(s, { lands, apex }) {
  return [[s.X(0), s.Y(0)], [s.X(lands / 2), s.Y(2 * apex)], [s.X(lands), s.Y(0)]];
}

const between = ([a, b], [c, d], t) => [a + t * (c - a), b + t * (d - b)];

/** Draw a shell's path up to `part` (0 to 1) of its flight. Returns where the shell is. */
export function drawFlight(c, s, shot, part, { colour, width, alpha = 1, dash = [] }, ink) {
  const [gun, knee, end] = bend(s, shot);
  const near = between(gun, knee, part), here = between(near, between(knee, end, part), part);
  c.save();
  c.lineCap = "round";
  const path = (style, thick) => {
    c.strokeStyle = style;
    c.lineWidth = thick;
    c.beginPath();
    c.moveTo(...gun);
    c.quadraticCurveTo(...near, ...here);
    c.stroke();
  };
  c.globalAlpha = alpha;
  if (alpha === 1) path(ink("halo"), width + 3);
  c.setLineDash(dash);
  path(colour, width);
  c.restore();
  return here;
}

/** A shell in the air. */
export function drawShell(c, [x, y], ink) {
  c.beginPath();
  c.arc(x, y, 5.5, 0, 7);
  c.fillStyle = ink("ink");
  c.strokeStyle = ink("halo");
  c.lineWidth = 2;
  c.fill();
  c.stroke();
}

/** Where a shell came down: a crater. With a `flag` (its place) it throws up earth. */
export function drawCrater(c, s, km, name, colour, flag, ink) {
  const [x, y] = [s.X(km), s.Y(0)];
  c.beginPath();
  c.ellipse(x, y + 2, 7, 3.5, 0, 0, 7);
  c.fillStyle = ink("trousers");
  c.fill();
  c.strokeStyle = colour;
  c.lineWidth = 2;
  c.stroke();
  if (flag === null) return;
  c.lineCap = "round";
  for (const [style, width] of [[ink("halo"), 5], [colour, 2.4]]) {
    c.strokeStyle = style;
    c.lineWidth = width;
    for (const lean of [-1.1, -0.55, 0, 0.55, 1.1]) {
      const [dx, dy] = [Math.sin(lean), -Math.cos(lean)], far = 21 - 5 * Math.abs(lean);
      c.beginPath();
      c.moveTo(x + 9 * dx, y + 8 * dy);
      c.lineTo(x + far * dx, y + far * dy);
      c.stroke();
    }
  }
  const near = Math.abs(s.X(flag) - x) < 44; // its name would lie on the flag
  if (near) halo(c, name, Math.min(x, s.X(flag)) - 24, y - 18, colour, ink, "right");
  else halo(c, name, x, y - 31, colour, ink);
}

/** The gun at the origin, its barrel raised by `angle` radians and kicked back by `recoil`. */
export function drawGun(c, s, angle, recoil, ink) {
  c.save();
  c.translate(s.X(0), s.Y(0));
  const turn = -Math.atan2(Math.sin(angle) * s.sy, Math.cos(angle) * s.sx);
  for (const [extra, own] of [[3, false], [0, true]]) {
    const colour = (name) => (own ? ink(name) : ink("halo"));
    c.lineJoin = "round";
    c.strokeStyle = c.fillStyle = colour("ink2"); // the trail that stands on the ground
    c.lineCap = "round";
    c.lineWidth = 5 + 2 * extra;
    c.beginPath();
    c.moveTo(-4, -10);
    c.lineTo(-30, 0);
    c.stroke();
    c.save(); // the barrel
    c.translate(0, -12);
    c.rotate(turn);
    c.translate(-7 * recoil, 0);
    c.fillStyle = colour("gun");
    c.beginPath();
    c.roundRect(-BREECH - extra, -7 - extra, BREECH + 14 + 2 * extra, 14 + 2 * extra, 6);
    c.roundRect(-extra, -5 - extra, BARREL + 2 * extra, 10 + 2 * extra, 2);
    c.roundRect(BARREL - 6 - extra, -6.5 - extra, 7 + 2 * extra, 13 + 2 * extra, 2);
    c.fill();
    c.restore();
    c.beginPath(); // the wheel
    c.arc(0, -10, 10 + extra, 0, 7);
    c.fillStyle = own ? ink("pack") : ink("halo");
    c.fill();
    if (!own) continue;
    c.strokeStyle = ink("hat");
    c.lineWidth = 2.5;
    c.stroke();
    c.lineWidth = 1.5;
    for (let i = 0; i < 4; i++) {
      const a = (i * Math.PI) / 4;
      c.beginPath();
      c.moveTo(-9 * Math.cos(a), -10 - 9 * Math.sin(a));
      c.lineTo(9 * Math.cos(a), -10 + 9 * Math.sin(a));
      c.stroke();
    }
  }
  c.restore();
}

/** Smoke before the muzzle, thinner as the shell gets away (`part` of the flight). */
export function drawSmoke(c, s, angle, part, ink) {
  if (part >= 0.35) return;
  const turn = Math.atan2(Math.sin(angle) * s.sy, Math.cos(angle) * s.sx);
  c.save();
  c.globalAlpha = 0.75 * (1 - part / 0.35);
  c.fillStyle = ink("fog");
  for (const [far, size] of [[52, 9], [63, 7], [58, 11]]) {
    c.beginPath();
    c.arc(s.X(0) + (far + 30 * part) * Math.cos(turn),
      s.Y(0) - 12 - (far + 30 * part) * Math.sin(turn), size + 20 * part, 0, 7);
    c.fill();
  }
  c.restore();
}

/** The flag on its target: rings on the ground, a pole, and how far it is. */
export function drawTarget(c, s, km, words, hit, ink) {
  const [x, y] = [s.X(km), s.Y(0)];
  for (const [rx, colour] of [[20, "halo"], [17, "hiker"], [11, "halo"], [5, "hiker"]]) {
    c.beginPath();
    c.ellipse(x, y + 2, rx, rx * 0.34, 0, 0, 7);
    c.fillStyle = ink(colour);
    c.fill();
  }
  pennant(c, x, y + 1, hit ? "hit" : "", ink, { tall: 63, wide: 32, high: 22 });
  halo(c, words, x, y - 76, ink("ink"), ink);
}

/** The miss: a two-headed arrow under the ground from where the shell landed to the flag. */
function drawGap(c, s, lands, target, words, ink) {
  const y = s.Y(0) + 19, edge = [s.left + 4, s.left + s.w - 4];
  const [a, b] = [lands, target].map((km) => Math.max(edge[0], Math.min(edge[1], s.X(km))));
  const head = Math.min(8, Math.abs(b - a) / 2), way = Math.sign(b - a);
  c.lineCap = c.lineJoin = "round";
  for (const [colour, width] of [["halo", 6], ["hiker", 2.6]]) {
    c.strokeStyle = ink(colour);
    c.lineWidth = width;
    c.beginPath();
    c.moveTo(a, y);
    c.lineTo(b, y);
    for (const [tip, turn] of [[a, way], [b, -way]]) {
      c.moveTo(tip + turn * head, y - head * 0.6);
      c.lineTo(tip, y);
      c.lineTo(tip + turn * head, y + head * 0.6);
    }
    c.stroke();
  }
  const room = c.measureText(words).width / 2 + 10;
  const middle = Math.max(edge[0] + room, Math.min(edge[1] - room, (a + b) / 2));
  halo(c, words, middle, y + 15, ink("hiker"), ink);
}

/** Where the student's function says that the shell lands, when it lands elsewhere. */
function drawSaid(c, s, km, words, ink) {
  const [x, y] = [Math.max(s.left + 8, Math.min(s.left + s.w - 8, s.X(km))), s.Y(0) + 2];
  c.beginPath();
  for (const [dx, dy] of [[0, -8], [7, 0], [0, 8], [-7, 0]]) c.lineTo(x + dx, y + dy);
  c.closePath();
  c.fillStyle = ink("halo");
  c.strokeStyle = ink("lr");
  c.lineWidth = 2.5;
  c.fill();
  c.stroke();
  halo(c, words, x, y - 20, ink("lr"), ink, x < s.left + s.w / 2 ? "left" : "right");
}

/** What shot k has done: its crater, the miss, and where the student's function saw it land. */
export function drawAftermath(c, s, shot, k, target, hit, { xlim, driver }, ink) {
  const { lands, range, miss } = shot;
  if (lands > xlim[1]) drawAway(c, s.left + s.w, s.Y(0), lands, ink);
  else drawCrater(c, s, lands, `shot ${k}`, ink("hiker"), target, ink);
  if (Math.abs(range - lands) > 1e-4) drawSaid(c, s, range, `${driver}: ${number(range)} km`, ink);
  const side = miss > 0 ? "too far" : "too short";
  if (!hit) drawGap(c, s, range, target, `${METRES(miss)} ${side}`, ink);
}
