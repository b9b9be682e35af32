// How hikers are told apart on a map: colour, marker and dashes; and arrows. It computes nothing.
import { svg } from "./kit.js";

/** The looks of the hikers: a colour of the theme, a marker, a pattern of dashes. */
export const STYLES = [
  { ink: "one", shape: "circle", dash: [] }, { ink: "two", shape: "square", dash: [8, 4] },
  { ink: "three", shape: "triangle", dash: [2, 4] },
  { ink: "four", shape: "diamond", dash: [10, 4, 2, 4] },
  { ink: "five", shape: "cross", dash: [16, 5] },
];

const CORNERS = {
  square: [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
  triangle: [[0, -1.2], [1.1, 0.85], [-1.1, 0.85]],
  diamond: [[0, -1.25], [1.1, 0], [0, 1.25], [-1.1, 0]],
  cross: [[-0.42, -1.15], [0.42, -1.15], [0.42, -0.42], [1.15, -0.42], [1.15, 0.42], [0.42, 0.42],
    [0.42, 1.15], [-0.42, 1.15], [-0.42, 0.42], [-1.15, 0.42], [-1.15, -0.42], [-0.42, -0.42]],
};

/** Draw a marker of radius r at (x, y). */
export function marker(c, shape, x, y, r, colour, rim, width = 1.2) {
  c.beginPath();
  if (shape === "circle") c.arc(x, y, r, 0, 7);
  else CORNERS[shape].forEach(([dx, dy]) => c.lineTo(x + r * dx, y + r * dy));
  c.closePath();
  c.fillStyle = colour;
  c.strokeStyle = rim;
  c.lineWidth = width;
  c.lineJoin = "round";
  c.setLineDash([]);
  c.stroke();
  c.fill();
}

/** Draw points joined by a line over a halo. */
export function line(c, points, colour, width, dash, rim) {
  c.lineJoin = c.lineCap = "round";
  for (const [ink, extra, pattern] of rim ? [[rim, 2.6, []], [colour, 0, dash]] : [[colour, 0, dash]]) {
    c.strokeStyle = ink;
    c.lineWidth = width + extra;
    c.setLineDash(pattern);
    c.beginPath();
    for (const [x, y] of points) c.lineTo(x, y);
    c.stroke();
  }
  c.setLineDash([]);
}

/** Draw an arrow over a halo. A very short one is a stub without a head. */
export function arrow(c, [x0, y0], [x1, y1], colour, rim, width = 3.2) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 1) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length], size = Math.min(12, length * 0.7);
  const neck = [x1 - ux * size * 0.8, y1 - uy * size * 0.8];
  c.lineCap = "butt";
  c.lineJoin = "round";
  const head = () => {
    c.beginPath();
    c.moveTo(x1, y1);
    c.lineTo(x1 - ux * size - uy * size * 0.52, y1 - uy * size + ux * size * 0.52);
    c.lineTo(x1 - ux * size + uy * size * 0.52, y1 - uy * size - ux * size * 0.52);
    c.closePath();
  };
  for (const [ink, extra] of [[rim, 3.4], [colour, 0]]) {
    c.strokeStyle = c.fillStyle = ink;
    c.lineWidth = width + extra;
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(...neck);
    c.stroke();
    head();
    c.lineWidth = extra || 0.1;
    c.stroke();
    c.fill();
  }
}

/** A sample of a hiker's line and marker, to stand beside their name. */
export function sample({ ink, shape, dash }) {
  const colour = `var(--ds-${ink})`, corners = CORNERS[shape];
  const spot = corners
    ? svg("polygon", { points: corners.map(([x, y]) => [17 + 4.6 * x, 8 + 4.6 * y]).join(" ") })
    : svg("circle", { cx: 17, cy: 8, r: 4.6 });
  spot.setAttribute("fill", colour);
  return svg("svg", { width: 34, height: 16, "aria-hidden": "true" },
    svg("line", { x1: 1, x2: 33, y1: 8, y2: 8, stroke: colour, "stroke-width": 2.4,
      "stroke-dasharray": dash.join(" ") }), spot);
}
