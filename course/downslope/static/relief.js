// The surface in 3-D: a block of land that can be turned, painted from the back to the front. The
// heights come from Python; lines between two places are laid on the drawn ground.
import { drawHiker, halo } from "./hiker.js";
import { contours, lit, tintOf, tints } from "./map.js";
import { marker } from "./marks.js";

const RISE = 0.42, BASE = -0.14, STRIDE = 2; // of half a side; every second place of the grid

const mix = (a, b, t) => a.map((v, i) => v + t * (b[i] - v));
const css = (colour, light = 1) => `rgb(${colour.map((v) => Math.round(lit(v, light)))})`;
const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

export class Relief {
  yaw = -0.55;
  pitch = 0.7;

  turn(dx, dy) {
    this.yaw += dx;
    this.pitch = Math.max(0.15, Math.min(1.45, this.pitch + dy));
  }

  /**
   * Draw heights, trails [{places, upto, look}] and the hiker of trail `chosen`. With a `sight` only
   * the land that the hikers see is there.
   */
  draw(c, width, height, scene, heights, trails, chosen, ink, sight = null) {
    this.prepare(scene, heights);
    this.paint(ink);
    const size = Math.min(width * 0.335, height * 0.41);
    const [sin, cos] = [Math.sin(this.yaw), Math.cos(this.yaw)];
    const [up, flat] = [Math.cos(this.pitch), Math.sin(this.pitch)];
    const project = (u, v, z) => {
      const depth = u * sin + v * cos;
      const near = 1 / (1 + 0.16 * (depth * up));
      return [width / 2 + size * (u * cos - v * sin) * near,
        height * 0.49 - size * ((depth * flat) + (z - 0.25) * up) * near];
    };
    this.sky(c, width, height, ink, sight === null ? ["sky", "horizon"] : ["fog", "fog"]);
    const n = this.n;
    const across = (i) => (2 * i) / (n - 1) - 1;
    const order = (forward) => Array.from({ length: n - 1 }, (_, i) => (forward ? i : n - 2 - i));
    const columns = order(sin < 0), rows = order(cos < 0);
    const buckets = this.lay(scene, trails);
    const reach = sight === null ? Infinity
      : (sight / (scene.xlim[1] - scene.xlim[0])) * (n - 1);
    const eyes = trails.map(({ places, upto }) => this.cell(scene, places[upto]));
    const near = (a, b) => eyes.some(([p, q]) => Math.hypot(a - p, b - q) <= reach);
    for (const j of rows) {
      for (const i of columns) {
        if (!near(i + 0.5, j + 0.5)) continue;
        const z = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        const corners = z.map(([a, b]) => project(across(a), across(b), this.z[b * n + a]));
        c.fillStyle = c.strokeStyle = this.fills[j * n + i];
        c.lineWidth = 0.7;
        c.beginPath();
        for (const corner of corners) c.lineTo(...corner);
        c.closePath();
        c.fill();
        c.stroke();
        const cuts = this.cuts[j * n + i];
        if (cuts) {
          c.strokeStyle = this.strokes[j * n + i];
          c.lineWidth = 0.9;
          c.beginPath();
          for (const [a, b, p, q] of cuts) {
            c.moveTo(...project(across(a), across(b), this.ground(a, b) + 0.002));
            c.lineTo(...project(across(p), across(q), this.ground(p, q) + 0.002));
          }
          c.stroke();
        }
        for (const paint of buckets[j * n + i] ?? []) paint(c, (a, b) =>
          project(across(a), across(b), this.ground(a, b) + 0.012), ink);
      }
    }
    if (sight === null) this.walls(c, project, across, sin, cos, ink);
    const { places, upto, look } = trails[chosen] ?? trails[0];
    const [a, b] = this.cell(scene, places[upto]);
    if (a >= 0 && b >= 0 && a <= n - 1 && b <= n - 1) {
      const [x, y] = project(across(a), across(b), this.ground(a, b));
      marker(c, look.shape, x, y, 5, ink(look.ink), ink("halo"), 2);
      drawHiker(c, x, y, 1, 0, ink);
    }
    const note = scene.relief === 2 ? "heights drawn as square roots" : "";
    if (note) halo(c, note, 12, height - 14, ink("ink2"), ink, "left");
    const [along, beside] = scene.knobs ?? ["x", "y"];
    for (const [text, u, v] of [[along, 0, -1.16], [beside, -1.16, 0]]) {
      halo(c, text, ...project(u, v, BASE), ink("ink2"), ink);
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

  /** Cut the trails into bits and sort these by the cell that they lie in. */
  lay(scene, trails) {
    const n = this.n, buckets = [];
    const inside = ([a, b]) => a >= 0 && b >= 0 && a < n - 1 && b < n - 1;
    const put = ([a, b], paint) => (buckets[Math.floor(b) * n + Math.floor(a)] ??= []).push(paint);
    for (const { places, upto, look, slim } of trails) {
      const cells = places.slice(0, upto + 1).map((place) => this.cell(scene, place));
      let walked = 0;
      cells.forEach((to, k) => {
        const from = cells[Math.max(0, k - 1)];
        const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
        const bits = length < 400 ? Math.ceil(length * 2) : 0;
        for (let e = 0; e < bits; e++) {
          const [p, q] = [mix(from, to, e / bits), mix(from, to, (e + 1) / bits)];
          const gap = look.dash.length && (walked += length / bits) * 9 % 12 > 7.5;
          if (gap || !inside(p) || !inside(q)) continue;
          put(mix(p, q, 0.5), (c, project, ink) => {
            c.strokeStyle = ink(look.ink);
            c.lineWidth = slim ? 1.2 : 2.6;
            c.lineCap = "round";
            c.beginPath();
            c.moveTo(...project(...p));
            c.lineTo(...project(...q));
            c.stroke();
          });
        }
        if (inside(to) && !slim) put(to, (c, project, ink) =>
          marker(c, look.shape, ...project(...to), 3.2, ink(look.ink), ink("halo")));
      });
    }
    return buckets;
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
  walls(c, project, across, sin, cos, ink) {
    const n = this.n, every = Array.from({ length: n }, (_, i) => i);
    const sides = [[every.map((i) => [i, cos > 0 ? 0 : n - 1]), 0.82],
      [every.map((j) => [sin > 0 ? 0 : n - 1, j]), 1.0]];
    for (const [rim, light] of sides) {
      c.beginPath();
      for (const [a, b] of rim) c.lineTo(...project(across(a), across(b), this.z[b * n + a]));
      for (const [a, b] of [rim[n - 1], rim[0]]) c.lineTo(...project(across(a), across(b), BASE));
      c.closePath();
      c.fillStyle = css(rgb(ink("earth")), light);
      c.strokeStyle = ink("turf");
      c.lineWidth = 1;
      c.fill();
      c.stroke();
    }
  }
}
