// A network as a picture: neurons in columns, weights on the edges. Shared by the network demos.
import { keepKeys, number, svg } from "./kit.js";

const COLUMNS = [46, 350, 640]; // where the layers stand
const RADIUS = 26;
const ROW = 118; // a neuron, its name and two notes
const WIDTH = 830;

/** The height of a picture whose fullest layer has so many neurons. */
export const heightOf = (sizes) => Math.max(2.6, ...sizes) * ROW + 8;

/** Set a picture's size for these layers. */
export function frame(picture, sizes) {
  picture.setAttribute("viewBox", `0 0 ${WIDTH} ${heightOf(sizes)}`);
}

/** Where the neurons stand: spots[layer][i] = [x, y]. */
export function spotsOf(sizes) {
  return sizes.map((n, layer) => Array.from({ length: n }, (_, i) => [
    COLUMNS[layer], (heightOf(sizes) * (i + 0.5)) / n - 20,
  ]));
}

/** Where the loss stands: behind the last layer, half-way down. */
export const lossSpot = (sizes) => [776, heightOf(sizes) / 2 - 20];

/** Places for the labels of the edges from layer to layer, each as far from the others as it can. */
export function labelSpots(from, to) {
  const taken = [...from, ...to].flatMap(([x, y]) => [[x, y], [x, y + RADIUS + 22]]); // and notes
  return from.map(([x0, y0]) => to.map(([x1, y1]) => {
    let best = null;
    for (let t = 0.24; t <= 0.76; t += 0.02) {
      const [x, y] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
      const room = Math.min(1.2, ...taken.map(([u, v]) =>
        Math.max(Math.abs(x - u) / 84, Math.abs(y - v) / 40)));
      const score = room - Math.abs(t - 0.5) * 0.3;
      if (!best || score > best.score) best = { score, x, y };
    }
    taken.push([best.x, best.y]);
    return [best.x, best.y];
  }));
}

/** The line of a weight: width |weight|, colour and dash by sign; `blame` lies under it. */
export function edge([x0, y0], [x1, y1], weight, blame, heaviest, flow) {
  const ends = { x1: x0, y1: y0, x2: x1, y2: y1 };
  const lines = [];
  if (blame) lines.push(svg("line", { ...ends, class: "blame", "stroke-width": 3 + 12 * blame }));
  const sign = weight === 0 ? "zero" : weight > 0 ? "plus" : "minus";
  const width = weight === 0 ? 1.5 : 1 + (6 * Math.abs(weight)) / heaviest;
  lines.push(svg("line", { ...ends, class: `edge ${sign}`, "stroke-width": width }));
  if (flow) lines.push(svg("line", { ...ends, class: `flow ${flow}` }));
  return lines;
}

/** The label of an edge: lines of [text, class], on a small plate. */
export function plate([x, y], lines, props = {}) {
  const height = 8 + 14 * lines.length;
  const texts = lines.map(([text, kind], i) => {
    const dy = y - height / 2 + 15 + 14 * i;
    return svg("text", { x, y: dy, class: kind, "text-anchor": "middle" }, text);
  });
  const width = 12 + 7 * Math.max(...lines.map(([text]) => text.length));
  const box = { x: x - width / 2, y: y - height / 2, width, height, rx: 5 };
  return svg("g", { class: "plate", ...props }, svg("rect", box), ...texts);
}

/** A neuron: its number inside, its name and `notes` ([text, class]) below, a ring of blame. */
export function neuron([x, y], name, inside, notes, { fill = 0, blame = 0, kind = "" } = {}) {
  const parts = [];
  if (blame > 0) {
    parts.push(svg("circle", { cx: x, cy: y, r: RADIUS + 2 + 4 * blame, class: "ring",
      "stroke-width": 2 + 8 * blame }));
  }
  parts.push(svg("circle", { cx: x, cy: y, r: RADIUS, class: `body ${kind}` }));
  if (fill) {
    parts.push(svg("circle", { cx: x, cy: y, r: RADIUS - 2,
      class: fill > 0 ? "fires plus" : "fires minus", opacity: 0.32 * Math.min(1, Math.abs(fill)) }));
  }
  parts.push(svg("text", { x, y: y + 5, class: "inside", "text-anchor": "middle" }, inside));
  const lines = [[name, "name"], ...notes];
  lines.forEach(([text, kind], i) => parts.push(
    svg("text", { x, y: y + RADIUS + 17 + 14 * i, class: kind, "text-anchor": "middle" }, text)));
  return svg("g", { class: "neuron" }, ...parts);
}

/** Make an SVG group a switch for mouse, keyboard and screen reader. */
export function asSwitch(group, { key, label, on, toggle }) {
  const props = { role: "switch", tabindex: 0, "aria-checked": on, "aria-label": label };
  for (const [name, value] of Object.entries(props)) group.setAttribute(name, value);
  group.dataset.key = key;
  group.append(svg("title", {}, `${label}. ${on ? "Click: set to 0" : "Click: put it back"}`));
  group.addEventListener("click", toggle);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  return keepKeys(group);
}

/** Two digits after the point, as the plates have room for. */
export const brief = (value) => number(value, 2);
