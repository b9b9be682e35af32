// A network as a picture: neurons in columns, weights on the edges. Shared by the network demos.
import { keepKeys, number, svg } from "./kit.js";

const RADIUS = 26;
const ROW = 118, ROOM = 4; // a neuron, its name and two notes; and for each edge beyond 12
const WIDTH = 830, FIRST = 46, LAST_BEFORE_LOSS = 640, LOSS_AT = 776;
const LABEL = [74, 40], NOTES = [104, 50]; // room for a label, and for what is below a neuron

/** How much two boxes [x, y, width, height], given by their middles, cover each other. */
function overlap([x, y, w, h], [u, v, wide, high]) {
  const across = Math.min(w, wide, (w + wide) / 2 - Math.abs(x - u));
  const down = Math.min(h, high, (h + high) / 2 - Math.abs(y - v));
  return Math.max(0, across) * Math.max(0, down);
}

/**
 * Places for the labels of the edges from layer to layer: on their edges, near the middle, where
 * they cover neither each other nor a neuron and its notes. Each looks for its best place, in turn,
 * until none moves; of several beginnings the best end is taken.
 */
export function labelSpots(from, to) {
  const walls = [...from, ...to].flatMap(([x, y]) => [
    [x, y, 2 * RADIUS + 18, 2 * RADIUS + 18], [x, y + RADIUS + NOTES[1] / 2, ...NOTES],
  ]);
  const places = Array.from({ length: 35 }, (_, k) => 0.16 + 0.02 * k);
  const edges = from.flatMap(([x, y], i) => to.map(([u, v], j) => {
    const boxes = places.map((t) => [x + t * (u - x), y + t * (v - y), ...LABEL]);
    const own = boxes.map((box, k) => 30 * Math.abs(places[k] - 0.5) +
      2 * walls.reduce((sum, wall) => sum + overlap(box, wall), 0));
    return { i, j, boxes, own, at: 0 };
  }));
  const bad = (edge, k) => {
    let sum = edge.own[k];
    for (const other of edges) {
      if (other !== edge) sum += overlap(edge.boxes[k], other.boxes[other.at]);
    }
    return sum;
  };
  let least = Infinity, spots = [];
  const starts = [() => 17, (i, j) => 5 + 8 * ((i + j) % 4), (i, j) => 29 - 8 * ((i + 2 * j) % 4)];
  for (const start of starts) {
    for (const edge of edges) edge.at = start(edge.i, edge.j);
    for (let pass = 0, moved = true; moved && pass < 12; pass++) {
      moved = false;
      for (const edge of edges) {
        const costs = places.map((_, k) => bad(edge, k)), best = costs.indexOf(Math.min(...costs));
        if (costs[best] < costs[edge.at] - 1e-9) [edge.at, moved] = [best, true];
      }
    }
    const total = edges.reduce((sum, edge) => sum + bad(edge, edge.at), 0);
    if (total >= least) continue;
    least = total;
    spots = from.map(() => []);
    for (const { i, j, boxes, at } of edges) spots[i][j] = boxes[at].slice(0, 2);
  }
  return spots;
}

/**
 * A network in an SVG picture. It knows layers, neurons, weights and labels, and nothing of what
 * they mean: `draw` is told. `sizes` are the neurons of each layer; with `loss` a last plate stands
 * behind them. `spots[layer][i]` and `labels[layer][i][j]` are places in the picture. Where the
 * labels of two layers would cover each other they sleep: one is seen while its edge is pointed at,
 * while it has the focus, and if its class is "awake".
 */
export class Network {
  constructor(picture, sizes, { loss = true } = {}) {
    const crowd = Math.max(...sizes.slice(1).map((n, layer) => n * sizes[layer])); // edges in a gap
    const row = ROW + ROOM * Math.max(0, crowd - 12);
    const high = Math.max(2.6, ...sizes) * row + 8, far = loss ? LAST_BEFORE_LOSS : LOSS_AT;
    const step = (far - FIRST) / Math.max(1, sizes.length - 1);
    Object.assign(this, { picture, sizes, high, wide: WIDTH });
    picture.setAttribute("viewBox", `0 0 ${WIDTH} ${high}`);
    this.spots = sizes.map((n, layer) => Array.from({ length: n }, (_, i) => [
      FIRST + layer * step, (high * (i + 0.5)) / n - 20,
    ]));
    this.labels = sizes.slice(1).map((_, k) => labelSpots(this.spots[k], this.spots[k + 1]));
    this.end = loss ? [LOSS_AT, high / 2 - 20] : null;
  }

  /**
   * Draw the network anew. The keyboard's focus stays on the element with the same data-key.
   * weights[layer] (n, m); edge(layer, i, j) -> {glow, flow, kind} and label(layer, i, j) -> an
   * SVG element or null; neuron(layer, i) -> {name, inside, notes, fill, glow, kind};
   * loss: lines of the last plate.
   */
  draw({ weights, edge: edgeOf = () => ({}), label = () => null, neuron: neuronOf, loss = null }) {
    const focused = this.picture.contains(document.activeElement) &&
      document.activeElement.dataset.key;
    const heaviest = Math.max(0.1, ...weights.flat(2).map(Math.abs));
    const edges = [], labels = [], gaps = weights.map(() => []);
    weights.forEach((rows, layer) => rows.forEach((row, i) => row.forEach((weight, j) => {
      const [from, to] = [this.spots[layer][i], this.spots[layer + 1][j]];
      const { glow = 0, flow = "", kind = "" } = edgeOf(layer, i, j);
      const own = edge(from, to, weight, glow, heaviest, flow);
      edges.push(kind ? svg("g", { class: kind }, ...own) : svg("g", {}, ...own));
      labels.push(label(layer, i, j));
      if (labels.at(-1)) gaps[layer].push([edges.at(-1), labels.at(-1)]);
    })));
    for (const gap of gaps) if (crowded(gap.map(([, plate]) => plate))) gap.forEach(letSleep);
    const neurons = this.spots.flatMap((spots, layer) => spots.map((spot, i) => {
      const { name, inside, notes = [], ...more } = neuronOf(layer, i);
      return neuron(spot, name, inside, notes, more);
    }));
    if (this.end && loss) {
      for (const [x, y] of this.spots.at(-1)) {
        const ends = { x1: x, y1: y, x2: this.end[0], y2: this.end[1] };
        edges.unshift(svg("line", { ...ends, class: "edge quiet" }));
      }
      labels.push(plate(this.end, loss, { class: "plate loss" }));
    }
    this.picture.replaceChildren(...edges, ...neurons, ...labels.filter(Boolean));
    if (focused) this.picture.querySelector(`[data-key="${focused}"]`)?.focus();
  }
}

/** Do any two of these plates cover each other? */
function crowded(plates) {
  const boxes = plates.map((plate) => {
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) =>
      Number(plate.querySelector("rect")?.getAttribute(name)));
    return [x + w / 2, y + h / 2, w, h];
  });
  return boxes.some((box, i) => boxes.slice(i + 1).some((other) => overlap(box, other) > 1));
}

/** Show a label only while its edge, or the label itself, is pointed at or has the focus. */
function letSleep([edge, label]) {
  const line = edge.querySelector(".edge");
  const ends = Object.fromEntries(["x1", "y1", "x2", "y2"].map((e) => [e, line.getAttribute(e)]));
  edge.append(svg("line", { ...ends, class: "reach" }));
  label.classList.add("sleeping");
  edge.addEventListener("pointerenter", () => label.classList.add("pointed"));
  for (const [one, other] of [[edge, label], [label, edge]]) {
    one.addEventListener("pointerleave", ({ relatedTarget }) => {
      if (!other.contains(relatedTarget)) label.classList.remove("pointed");
    });
  }
}

/** The line of a weight: width |weight|, colour and dash by sign; `glow` lies under it. */
export function edge([x0, y0], [x1, y1], weight, glow, heaviest, flow) {
  const ends = { x1: x0, y1: y0, x2: x1, y2: y1 };
  const lines = [];
  if (glow) lines.push(svg("line", { ...ends, class: "glow", "stroke-width": 3 + 12 * glow }));
  const sign = weight === 0 ? "zero" : weight > 0 ? "plus" : "minus";
  const width = weight === 0 ? 1.5 : 1 + (6 * Math.abs(weight)) / heaviest;
  lines.push(svg("line", { ...ends, class: `edge ${sign}`, "stroke-width": width }));
  if (flow) lines.push(svg("line", { ...ends, class: `flow ${flow}` }));
  return lines;
}

/** The label of an edge: lines of [text, class], on a small plate. */
export function plate([x, y], lines, props = {}) {
  const height = Math.max(26, 8 + 14 * lines.length); // a target large enough to hit
  const texts = lines.map(([text, kind], i) => {
    const dy = y - 7 * lines.length + 11 + 14 * i;
    return svg("text", { x, y: dy, class: kind, "text-anchor": "middle" }, text);
  });
  const width = 12 + 7 * Math.max(...lines.map(([text]) => text.length));
  const box = { x: x - width / 2, y: y - height / 2, width, height, rx: 5 };
  return svg("g", { class: "plate", ...props }, svg("rect", box), ...texts);
}

/** A neuron: a number inside, its name and `notes` ([text, class]) below, a glowing ring. */
export function neuron(
  [x, y], name, inside, notes, { fill = 0, glow = 0, kind = "", above = "" } = {},
) {
  const parts = [];
  if (above) {
    const props = { x, y: y - RADIUS - 9, class: "dblame", "text-anchor": "middle" };
    parts.push(svg("text", props, above));
  }
  if (glow > 0) {
    parts.push(svg("circle", { cx: x, cy: y, r: RADIUS + 2 + 4 * glow, class: "ring",
      "stroke-width": 2 + 8 * glow }));
  }
  parts.push(svg("circle", { cx: x, cy: y, r: RADIUS, class: `body ${kind}` }));
  if (fill) {
    parts.push(svg("circle", { cx: x, cy: y, r: RADIUS - 2,
      class: fill > 0 ? "fires plus" : "fires minus",
      opacity: 0.32 * Math.min(1, Math.abs(fill)) }));
  }
  parts.push(svg("text", { x, y: y + 5, class: "inside", "text-anchor": "middle" }, inside));
  const lines = [[name, "name"], ...notes];
  lines.forEach(([text, kind], i) => parts.push(
    svg("text", { x, y: y + RADIUS + 17 + 14 * i, class: kind, "text-anchor": "middle" }, text)));
  return svg("g", { class: "neuron" }, ...parts);
}

/** Give an SVG group a name and a place in the order of the Tab key. */
export function asControl(group, { role, key, label, press }) {
  const props = { role, tabindex: 0, "aria-label": label };
  for (const [name, value] of Object.entries(props)) group.setAttribute(name, value);
  group.dataset.key = key;
  group.addEventListener("click", press);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press();
  });
  return keepKeys(group);
}

/** Make an SVG group a switch for mouse, keyboard and screen reader. */
export function asSwitch(group, { key, label, on, toggle }) {
  group.setAttribute("aria-checked", on);
  group.append(svg("title", {}, `${label}. ${on ? "Click: set to 0" : "Click: put it back"}`));
  return asControl(group, { role: "switch", key, label, press: toggle });
}

/** Two digits after the point, as the plates have room for. */
export const brief = (value) => number(value, 2);
