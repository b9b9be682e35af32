// What a mountain says: the worked numbers of a step, the status line, the table.
import { bracketed, make, number, numbersTable, short } from "./kit.js";
import { ASTRAY, HEIGHT, PLACE, RULE, SLOPE } from "./runs.js";

const EDGE = 1e6; // walk.EDGE

/** Whether a place lies on the drawn map. */
export const onMap = ({ xlim: [low, high] }, x) => x >= low && x <= high;

/** The parts of the line with the worked numbers of step `at`. */
export function worked(runs, at, reveal) {
  const { scene, value } = runs;
  const [x, slope, rule] = [PLACE, SLOPE, RULE].map((column) => number(runs.cell(at, column)));
  const part = (name, text) => make("span", { className: name, textContent: text });
  if (runs.run.trouble || !reveal) {
    return [`x = ${x}`, part("quiet", runs.run.trouble ? "" : "slope hidden")];
  }
  if (Math.abs(runs.cell(at, PLACE)) > EDGE) {
    return [`x = ${x}`, part("quiet", "off the map, the walk has ended")];
  }
  const parts = [
    part("name", "x ← x − lr·slope = "), x, " − ", part("lr", short(value.lr)), "·",
    part("slope", bracketed(slope)), " = ", part("next", rule),
  ];
  if (!runs.cell(at, ASTRAY)) return parts;
  const went = number(runs.cell(at + 1, PLACE));
  return [...parts, part("astray", `⚠ but ${scene.driver || "the walk"} went to ${went}`)];
}

/** What the status line says at step `at`. */
export function sentence(runs, at, reveal, flag) {
  if (runs.run.trouble) return runs.run.trouble;
  const { scene } = runs, descent = scene.kind === "descent";
  const [x, y, slope] = [PLACE, HEIGHT, SLOPE].map((column) => runs.cell(at, column));
  const place = `x = ${number(x)}, height ${number(y)}`;
  if (flag.planting) {
    return `Where will the hiker be after ${scene.steps} steps? Your flag: x = ${number(flag.place)}. ` +
      "Click, drag or use the arrow keys; at the rim it means: off the map. Then press Play.";
  }
  if (at === scene.steps && descent) return runs.run.verdict;
  const off = onMap(scene, x) ? "" : " The hiker is off the drawn map.";
  if (descent) return `Step ${at} of ${scene.steps}: ${place}.${off}`;
  if (!reveal) return `The hiker stands at ${place}. Which way is downhill: left, right, or stay?`;
  const way = slope === 0 ? "flat: stay" : `downhill is to the ${slope < 0 ? "right" : "left"}`;
  return `Step ${at}: ${place}, slope ${number(slope)}: ${way}.${off}`;
}

/** The steps 0 to `last` as a table. */
export function runTable(runs, last, reveal) {
  const head = ["step", "x", "height", ...(reveal ? ["slope"] : [])];
  return numbersTable(head, Array.from({ length: last + 1 }, (_, k) =>
    [k, ...head.slice(1).map((_, column) => number(runs.cell(k, column), 4))]));
}
