// What the mountain with two knobs says: the worked numbers of a step, the status line, the table.
import { make, number, numbersTable, short } from "./kit.js";
import { ASTRAY, GX, GY, HEIGHT, RULE_X, RULE_Y } from "./routes.js";

const OFF_MAP = 1e6; // walk.EDGE

/** A place or a gradient for people: (1.000, −2.000). */
export const vector = (v, digits = 3) => `(${v.map((part) => number(part, digits)).join(", ")})`;

/** Whether hiker k has left the map at a step. */
export const gone = (routes, k, step) => !routes.at(k, step).every((v) => Math.abs(v) <= OFF_MAP);

/** The parts of the line with the worked numbers of hiker k at a step. */
export function workedPlace(routes, k, step, reveal) {
  const part = (name, text) => make("span", { className: `vector ${name}`, textContent: text });
  const { names, plain } = routes.scene, cell = (column) => routes.cell(k, step, column);
  const who = names.length > 1 ? `${names[k]}: ` : "", trouble = routes.run.troubles[k];
  const place = routes.at(k, step), here = vector(place);
  if (trouble || !reveal) {
    return [`${who}w = ${here}`, part("quiet", trouble ? "" : "gradient hidden")];
  }
  if (gone(routes, k, step)) return [`${who}w = ${here}`, part("quiet", "off the map")];
  const slope = vector([cell(GX), cell(GY)]), next = [cell(RULE_X), cell(RULE_Y)];
  if (!plain[k]) {
    const said = [part("name", `${who}w = `), here, part("quiet", "∇f = "), part("slope", slope)];
    if (!next.every(Number.isFinite)) return said;
    const went = next.map((v, i) => v - place[i]);
    return [...said, part("quiet", "step "), part("lr", vector(went)), " leads to ",
      part("next", vector(next))];
  }
  const said = [part("name", `${who}w ← w − lr·∇f = `), part("", here), " − ",
    part("lr", short(routes.value.lrs[k])), "·", part("slope", slope), " = ",
    part("next", vector(next))];
  if (!cell(ASTRAY)) return said;
  return [...said, part("astray", `⚠ but the walk went to ${vector(routes.at(k, step + 1))}`)];
}

/** What the status line says at step `at`, with hiker `chosen` in hand. */
export function told(routes, at, last, chosen, reveal, flag) {
  const { names, steps } = routes.scene, { troubles, verdicts } = routes.run;
  if (troubles[chosen]) return troubles[chosen];
  const many = names.length > 1, whose = many ? `${names[chosen]}` : "the hiker";
  if (flag.planting) {
    return `Where will ${whose} be after ${steps} steps? Your flag: ${vector(flag.place, 2)}. ` +
      "Click, drag or use the arrow keys; at the rim it means: off the map. Then press Play.";
  }
  if (at >= last) {
    return names.map((name, k) => (many ? `${name}: ` : "") + (troubles[k] || verdicts[k])).join(" ");
  }
  const step = (k) => Math.min(at, routes.last(k));
  const where = names.map((name, k) => {
    const height = number(routes.cell(k, step(k), HEIGHT));
    return many ? `${name} at ${height}` : `w = ${vector(routes.at(k, at))}, height ${height}`;
  });
  if (!reveal && at === 0) return `The start is ${where[0]}. Where is it steepest, and which way?`;
  const steep = Math.hypot(...[GX, GY].map((column) => routes.cell(chosen, step(chosen), column)));
  const slope = many ? "" : `, steepness |∇f| = ${number(steep)}`;
  return `Step ${at} of ${steps}: ${many ? "heights: " : ""}${where.join(", ")}${slope}.`;
}

/** Hiker k's steps 0 to `last` as a table. */
export function trailTable(routes, k, last, reveal) {
  const head = ["step", "x", "y", "height", ...(reveal ? ["∂f/∂x", "∂f/∂y"] : [])];
  return numbersTable(head, Array.from({ length: last + 1 }, (_, step) =>
    [step, ...head.slice(1).map((_, column) => number(routes.cell(k, step, column), 4))]));
}
