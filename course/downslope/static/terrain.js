// The terrain that all stands on, drawn on a canvas. It draws numbers; it computes none.
import { FONT, nameAxes, ticks } from "./axes.js";
import { number, Sheet } from "./kit.js";

const MARGIN = { left: 40, right: 12, top: 10, bottom: 26 };

/** The two scales of a picture: from a place and a height to pixels, and back. */
export function scales(width, height, { xlim, ylim }) {
  const { left, right, top, bottom } = MARGIN;
  const w = width - left - right, h = height - top - bottom;
  const sx = w / (xlim[1] - xlim[0]), sy = h / (ylim[1] - ylim[0]);
  return {
    left, top, w, h, sx, sy,
    X: (x) => left + (x - xlim[0]) * sx,
    Y: (y) => top + h - (y - ylim[0]) * sy,
    place: (pixel) => xlim[0] + (pixel - left) / sx,
  };
}

/** A smooth repeatable scatter in 0..1, for stars and trees. */
const scatter = (i) => (Math.sin(i * 127.1 + 11.7) * 43758.5453 % 1 + 1) % 1;

/** A soft ellipse: `colour` in the middle, `clear` (the same colour, transparent) at its rim. */
function puff(c, x, y, rx, ry, colour, clear) {
  c.save();
  c.translate(x, y);
  c.scale(1, ry / rx);
  const soft = c.createRadialGradient(0, 0, 0, 0, 0, rx);
  soft.addColorStop(0, colour);
  soft.addColorStop(1, clear);
  c.fillStyle = soft;
  c.fillRect(-rx, -rx, 2 * rx, 2 * rx);
  c.restore();
}

function ridge(c, s, scene, hill, drop = 0) {
  const [low, high] = scene.xlim;
  c.beginPath();
  hill.forEach((y, i) => {
    c.lineTo(s.X(low + ((high - low) * i) / (hill.length - 1)), s.Y(y) + drop);
  });
}

function sky(c, s, ink) {
  const air = c.createLinearGradient(0, s.top, 0, s.top + s.h);
  air.addColorStop(0, ink("sky"));
  air.addColorStop(1, ink("horizon"));
  c.fillStyle = air;
  c.fillRect(s.left, s.top, s.w, s.h);
  if (ink("stars") === "1") {
    c.fillStyle = ink("sun");
    for (let i = 0; i < 46; i++) {
      c.globalAlpha = 0.15 + 0.5 * scatter(i + 300);
      const size = 0.6 + scatter(i + 200);
      c.fillRect(s.left + s.w * scatter(i), s.top + s.h * 0.6 * scatter(i + 100), size, size);
    }
    c.globalAlpha = 1;
  }
  const [x, y] = [s.left + s.w * 0.5, s.top + 34];
  puff(c, x, y, 70, 70, ink("glow"), ink("glow0"));
  c.fillStyle = ink("sun");
  c.beginPath();
  c.arc(x, y, 13, 0, 7);
  c.fill();
}

function ground(c, s, scene, hill, ink) {
  const body = () => {
    c.lineTo(s.left + s.w, s.top + s.h + 400);
    c.lineTo(s.left, s.top + s.h + 400);
    c.closePath();
  };
  const earth = c.createLinearGradient(0, s.top, 0, s.top + s.h);
  earth.addColorStop(0, ink("meadow"));
  earth.addColorStop(1, ink("earth"));
  ridge(c, s, scene, hill);
  body();
  c.fillStyle = earth;
  c.fill();
  c.fillStyle = ink("stratum");
  for (const drop of [16, 40, 74, 118]) {
    ridge(c, s, scene, hill, drop);
    body();
    c.fill();
  }
  ridge(c, s, scene, hill);
  c.strokeStyle = ink("turf");
  c.lineWidth = 3;
  c.stroke();
}

function trees(c, s, hill, ink, from = -Infinity, to = Infinity) {
  c.fillStyle = ink("tree");
  for (let i = 0; i < 13; i++) {
    const k = Math.round(scatter(i + 40) * (hill.length - 1));
    const x = s.left + (s.w * k) / (hill.length - 1), y = s.Y(hill[k]) + 1;
    if (x < from || x > to) continue;
    const size = 8 + 7 * scatter(i + 70);
    for (const [base, width] of [[0.15, 0.36], [0.45, 0.28], [0.72, 0.19]]) {
      c.beginPath();
      c.moveTo(x - size * width, y - size * base);
      c.lineTo(x, y - size * (base + 0.5));
      c.lineTo(x + size * width, y - size * base);
      c.fill();
    }
    c.fillRect(x - 1, y - size * 0.2, 2, size * 0.2);
  }
}

function axes(c, s, scene, ink) {
  c.font = FONT;
  c.fillStyle = ink("ink2");
  c.textAlign = "center";
  c.textBaseline = "top";
  const count = Math.max(3, s.w / 75);
  for (const x of ticks(scene.xlim, count)) c.fillText(number(x, 1), s.X(x), s.top + s.h + 7);
  c.textAlign = "right";
  c.textBaseline = "middle";
  for (const y of ticks(scene.ylim, 5)) {
    c.fillText(number(y, 1), s.left - 6, s.Y(y));
    c.fillStyle = ink("grid");
    c.fillRect(s.left, Math.round(s.Y(y)), s.w, 1);
    c.fillStyle = ink("ink2");
  }
}

const names = (c, s, scene, ink) =>
  nameAxes(c, { left: s.left, top: s.top, wide: s.w, high: s.h }, scene.labels, ink);

/** The fog: thick outside of pixels a to b, and wisps all over. */
function thicken(c, s, a, b, ink) {
  const soft = Math.min(36, (b - a) / 3);
  for (const [from, to] of [[a, a + soft], [b, b - soft]]) {
    const mist = c.createLinearGradient(from, 0, to, 0);
    mist.addColorStop(0, ink("fog"));
    mist.addColorStop(1, ink("fog0"));
    c.fillStyle = mist;
    c.fillRect(Math.min(from, to) - 1, s.top, Math.abs(to - from) + 2, s.h);
  }
}

function wisps(c, s, ink) {
  for (let i = 0; i < 30; i++) {
    const [x, y] = [s.left + s.w * scatter(i + 5), s.top + s.h * scatter(i + 55)];
    const wide = 60 + 110 * scatter(i + 9);
    puff(c, x, y, wide, wide * 0.22, ink("wisp"), ink("wisp0"));
  }
}

function clipped(c, left, s, wide, draw) {
  c.save();
  c.beginPath();
  c.rect(left, s.top, wide, s.h);
  c.clip();
  draw();
  c.restore();
}

/** Sky, ground and axes. They stand still: each is drawn once for a scene, a size and a theme. */
export class Terrain {
  clear = new Sheet();
  bare = new Sheet(); // the ground alone, for what is seen in the fog
  wisps = new Sheet();

  /** Draw it; `x` is the hiker's place, `sight` how far they see, null: all. */
  draw(c, s, scene, hill, ink, x, sight) {
    const parts = [scene, hill, ink("sky")];
    if (sight === null) {
      return this.clear.copy(c, parts, (own) => {
        axes(own, s, scene, ink);
        clipped(own, s.left, s, s.w, () => {
          sky(own, s, ink);
          trees(own, s, hill, ink);
          ground(own, s, scene, hill, ink);
          names(own, s, scene, ink);
        });
      });
    }
    axes(c, s, scene, ink);
    c.fillStyle = ink("fog");
    c.fillRect(s.left, s.top, s.w, s.h);
    const [a, b] = [s.X(x - sight), s.X(x + sight)].map((v) =>
      Math.max(s.left, Math.min(s.left + s.w, v)));
    clipped(c, a, s, b - a, () => { // what is beyond is not drawn at all
      trees(c, s, hill, ink, a, b);
      this.bare.copy(c, parts, (own) => ground(own, s, scene, hill, ink));
    });
    clipped(c, s.left, s, s.w, () => {
      thicken(c, s, s.X(x - sight), s.X(x + sight), ink);
      this.wisps.copy(c, parts, (own) => (wisps(own, s, ink), names(own, s, scene, ink)));
    });
  }
}
