// The surface in 3-D: a block of land that can be turned, painted from the back to the front. The
// heights come from Python; lines between two places are laid on the drawn ground.
import { halo } from "./axes.js";
import { Sheet } from "./kit.js";
import { drawHiker } from "./hiker.js";
import { contours, lit, tintOf, tints } from "./map.js";
import { marker } from "./marks.js";

const RISE = 0.42, BASE = -0.14, STRIDE = 2; // of half a side; every second place of the grid
const SINK = 0.16; // how fast things get smaller with their distance
const STEP = 0.03; // of half a side, when looking for what hides a place

const mix = (a, b, t) => a.map((v, i) => v + t * (b[i] - v));
const css = (colour, light = 1) => `rgb(${colour.map((v) => Math.round(lit(v, light)))})`;
const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

export class Relief {
  sheet = new Sheet();
  yaw = -0.55;
  pitch = 0.7;

  turn(dx, dy) {
    this.yaw += dx;
    this.pitch = Math.max(0.15, Math.min(1.45, this.pitch + dy));
  }

  /**
   * Draw heights, trails [{places, upto, look}] and the hiker of trail `chosen`. With a `sight` only
   * the land that the hikers see is there. The land itself is drawn once for a view of it.
   */
  draw(c, width, height, scene, heights, trails, chosen, ink, sight = null) {
    this.prepare(scene, heights);
    this.paint(ink);
    this.look(width, height);
    const eyes = trails.map(({ places, upto }) => this.cell(scene, places[upto]));
    const reach = (sight / (scene.xlim[1] - scene.xlim[0])) * (this.n - 1);
    const near = (a, b) => sight === null || eyes.some(([p, q]) => Math.hypot(a - p, b - q) <= reach);
    if (sight === null) {
      this.sheet.copy(c, [heights, ink("h0"), this.yaw, this.pitch], (own) => {
        this.sky(own, width, height, ink, ["sky", "horizon"]);
        this.land(own, near);
        this.walls(own, ink);
      });
    } else {
      this.sky(c, width, height, ink, ["fog", "fog"]);
      this.land(c, near);
    }
    for (const trail of trails) this.trail(c, scene, trail, near, ink);
    const n = this.n, { places, upto, look } = trails[chosen] ?? trails[0];
    const [a, b] = this.cell(scene, places[upto]);
    if (a >= 0 && b >= 0 && a <= n - 1 && b <= n - 1) {
      const [x, y] = this.on(a, b);
      marker(c, look.shape, x, y, 5, ink(look.ink), ink("halo"), 2);
      drawHiker(c, x, y, 1, 0, ink);
    }
    const note = scene.relief === 2 ? "heights drawn as square roots" : "";
    if (note) halo(c, note, 12, height - 14, ink("ink2"), ink, "left");
    const [along, beside, up] = scene.labels, { sin, cos } = this.view;
    const sides = [[along, 0, cos > 0 ? -1.16 : 1.16], [beside, sin > 0 ? -1.16 : 1.16, 0]];
    for (const [text, u, v] of sides) { // below the walls that are seen
      const [x, y] = this.project(u, v, BASE - 0.06), room = c.measureText(text).width / 2 + 6;
      halo(c, text, Math.max(room, Math.min(width - room, x)), y, ink("ink2"), ink);
    }
    halo(c, `up: ${up}`, 12, 16, ink("ink2"), ink, "left");
  }

  /** Stand so that the block, a side of it from −1 to 1, fills a picture of this size. */
  look(width, height) {
    const [sin, cos] = [Math.sin(this.yaw), Math.cos(this.yaw)];
    const [up, flat] = [Math.cos(this.pitch), Math.sin(this.pitch)];
    const size = Math.min(width * 0.335, height * 0.41);
    this.view = { sin, cos, up, flat, size, middle: [width / 2, height * 0.49] };
  }

  /** Where a place (u, v) at height z is seen, in pixels. */
  project(u, v, z) {
    const { sin, cos, up, flat, size, middle: [x, y] } = this.view;
    const depth = u * sin + v * cos, near = 1 / (1 + SINK * depth * up);
    return [x + size * (u * cos - v * sin) * near, y - size * (depth * flat + (z - 0.25) * up) * near];
  }

  /** Cells, 0 to n − 1, as −1 to 1; and where a place on the ground, in cells, is seen. */
  across(i) {
    return (2 * i) / (this.n - 1) - 1;
  }

  on(a, b, above = 0) {
    return this.project(this.across(a), this.across(b), this.ground(a, b) + above);
  }

  /** Where a place of the map is seen, on its ground. */
  spot(scene, place) {
    return this.on(...this.cell(scene, place).map((v) => Math.max(0, Math.min(this.n - 1, v))));
  }

  /** Is the ground at (a, b) free of land before it? Walks from there towards the viewer. */
  seen(a, b, near) {
    const { sin, cos, up, flat } = this.view, [u, v] = [this.across(a), this.across(b)];
    const z = this.ground(a, b) + 0.012, depth = u * sin + v * cos, w = 1 + SINK * depth * up;
    const [x, y] = [(u * cos - v * sin) / w, (depth * flat + (z - 0.25) * up) / w];
    const cells = (t) => ((t + 1) / 2) * (this.n - 1);
    for (let d = depth - STEP; ; d -= STEP) {
      const far = 1 + SINK * d * up, here = (y * far - d * flat) / up + 0.25;
      const [p, q] = [cells(x * far * cos + d * sin), cells(d * cos - x * far * sin)];
      if (here > 2 * RISE || p < 0 || q < 0 || p > this.n - 1 || q > this.n - 1) return true;
      if (this.ground(p, q) > here && near(p, q)) return false;
    }
  }

  /** Paint the cells that are `near`, and their contour lines, from the back to the front. */
  land(c, near) {
    const n = this.n, { sin, cos } = this.view;
    const order = (forward) => Array.from({ length: n - 1 }, (_, i) => (forward ? i : n - 2 - i));
    const columns = order(sin < 0);
    for (const j of order(cos < 0)) {
      for (const i of columns) {
        if (!near(i + 0.5, j + 0.5)) continue;
        const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]].map(([a, b]) =>
          this.project(this.across(a), this.across(b), this.z[b * n + a]));
        c.fillStyle = c.strokeStyle = this.fills[j * n + i];
        c.lineWidth = 0.7;
        c.beginPath();
        for (const corner of corners) c.lineTo(...corner);
        c.closePath();
        c.fill();
        c.stroke();
        const cuts = this.cuts[j * n + i];
        if (!cuts) continue;
        c.strokeStyle = this.strokes[j * n + i];
        c.lineWidth = 0.9;
        c.beginPath();
        for (const [a, b, p, q] of cuts) {
          c.moveTo(...this.on(a, b, 0.002));
          c.lineTo(...this.on(p, q, 0.002));
        }
        c.stroke();
      }
    }
  }

  /** Take every second place of the grid: drawn heights, tints and contour lines of each cell. */
  prepare(scene, heights) {
    if (this.heights === heights) return;
    this.heights = heights;
    this.fills = null;
    const m = scene.cells, n = (this.n = (m - 1) / STRIDE + 1);
    const bend = 1 / scene.relief;
    const top = (scene.high - scene.low) ** bend || 1;
    this.z = new Float64Array(n * n);
    this.tint = new Float64Array(n * n);
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) {
        const value = heights[j * STRIDE * m + i * STRIDE];
        this.z[j * n + i] = (RISE * 2 * Math.max(0, value - scene.low) ** bend) / top;
        this.tint[j * n + i] = tintOf(scene, value);
      }
    }
    this.cuts = [];
    for (const [, ends] of contours(scene, heights)) {
      const [a, b, p, q] = ends.map((v) => v / STRIDE);
      const k = Math.floor((b + q) / 2) * n + Math.floor((a + p) / 2);
      (this.cuts[k] ??= []).push([a, b, p, q]);
    }
  }

  /** Mix the colours of each cell and of its contour lines, once a surface and a theme. */
  paint(ink) {
    if (this.painted === ink("h0") && this.fills) return;
    this.painted = ink("h0");
    const n = this.n, tint = tints(ink), deep = Number(ink("shade")) * 1.7;
    const pattern = rgb(ink("relief"));
    [this.fills, this.strokes] = [[], []];
    for (let k = 0; k < n * (n - 1); k++) {
      const [a, b, c, d] = [k, k + 1, k + n + 1, k + n].map((at) => this.z[at]);
      const light = 1 + deep * Math.max(-0.9, Math.min(0.9, (b - a + c - d - (d - a + c - b)) * n * 0.16));
      this.fills[k] = css(tint(this.tint[k]), light);
      this.strokes[k] = css(mix(tint(this.tint[k]), pattern, 0.55));
    }
  }

  /** The drawn height at (a, b), in cells. */
  ground(a, b) {
    const n = this.n, i = Math.min(n - 2, Math.floor(a)), j = Math.min(n - 2, Math.floor(b));
    const [s, t, k] = [a - i, b - j, j * n + i], z = this.z;
    return (z[k] * (1 - s) + z[k + 1] * s) * (1 - t) + (z[k + n] * (1 - s) + z[k + n + 1] * s) * t;
  }

  cell({ xlim, ylim }, [x, y]) {
    const part = (v, [low, high]) => ((v - low) / (high - low)) * (this.n - 1);
    return [part(x, xlim), part(y, ylim)];
  }

  /** Lay a trail on the ground, in bits, and its markers; what lies behind a hill is not seen. */
  trail(c, scene, { places, upto, look, slim }, near, ink) {
    const n = this.n, inside = ([a, b]) => a >= 0 && b >= 0 && a < n - 1 && b < n - 1;
    const shown = ([a, b]) => inside([a, b]) && near(a, b) && this.seen(a, b, near);
    const cells = places.slice(0, upto + 1).map((place) => this.cell(scene, place));
    let walked = 0;
    c.beginPath();
    cells.slice(1).forEach((to, k) => {
      const from = cells[k], length = Math.hypot(to[0] - from[0], to[1] - from[1]);
      const bits = length < 400 ? Math.ceil(length * 2) : 0;
      for (let e = 0; e < bits; e++) {
        const [p, q] = [mix(from, to, e / bits), mix(from, to, (e + 1) / bits)];
        const gap = look.dash.length && (walked += length / bits) * 9 % 12 > 7.5;
        if (gap || !inside(p) || !inside(q) || !shown(mix(p, q, 0.5))) continue;
        c.moveTo(...this.on(...p, 0.012));
        c.lineTo(...this.on(...q, 0.012));
      }
    });
    c.strokeStyle = ink(look.ink);
    c.lineWidth = slim ? 1.2 : 2.6;
    c.lineCap = "round";
    c.stroke();
    for (const to of slim ? [] : cells.filter(shown)) {
      marker(c, look.shape, ...this.on(...to, 0.012), 3.2, ink(look.ink), ink("halo"));
    }
  }

  sky(c, width, height, ink, [above, below]) {
    const air = c.createLinearGradient(0, 0, 0, height);
    air.addColorStop(0, ink(above));
    air.addColorStop(1, ink(below));
    c.fillStyle = air;
    c.beginPath();
    c.roundRect(0, 0, width, height, 6);
    c.fill();
  }

  /** The two sides of the block that face the viewer. */
  walls(c, ink) {
    const n = this.n, { sin, cos } = this.view, every = Array.from({ length: n }, (_, i) => i);
    const sides = [[every.map((i) => [i, cos > 0 ? 0 : n - 1]), 0.82],
      [every.map((j) => [sin > 0 ? 0 : n - 1, j]), 1.0]];
    const corner = ([a, b], z) => this.project(this.across(a), this.across(b), z);
    for (const [rim, light] of sides) {
      c.beginPath();
      for (const [a, b] of rim) c.lineTo(...corner([a, b], this.z[b * n + a]));
      for (const end of [rim[n - 1], rim[0]]) c.lineTo(...corner(end, BASE));
      c.closePath();
      c.fillStyle = css(rgb(ink("earth")), light);
      c.strokeStyle = ink("turf");
      c.lineWidth = 1;
      c.fill();
      c.stroke();
    }
  }
}
