// A weight's path through a network with one hidden layer, told as a product of local derivatives.
import { bracketed, make, number } from "./kit.js";

/** Does weight (layer, i, j) lie on a path that leads from the weight `traced` to the loss? */
export function onPath([from, a, b], layer, i, j) {
  return layer === from ? i === a && j === b : from === 0 && layer === 1 && i === b;
}

const part = (name, text) => make("span", { className: name, textContent: text });
const factor = (value) => bracketed(number(value));
const line = (...parts) => {
  const row = make("span", { className: "line" });
  row.append(...parts);
  return row;
};

/** Forward: what the weight passes on. Backward: the local derivatives along each of its paths. */
export function story(net, at, traced) {
  if (!traced) return [part("name", "Point at a weight, or Tab to it: its path. Key e: edit it.")];
  const [layer, i, j] = traced, name = `W${layer + 1}[${i}, ${j}]`;
  const [comes, what] = layer ? [net.a1[i], `a of h${i}`] : [net.x[i], `x${i}`];
  const weight = net[`W${layer + 1}`][i][j];
  if (layer && at < 2) return [part("name", `${name}: nothing has come to h${i} yet.`)];
  if (at < (layer ? 6 : 9)) {
    const to = layer ? `class ${j}` : `h${j}`;
    const passed = `${what} · W = ${factor(comes)}·${factor(weight)}`;
    const local = part("name", `Local derivatives: dz/d${layer ? "a" : "x"} = W = `);
    return [line(`${name} passes ${passed} on to z of ${to}.`), line(local,
      number(weight), part("name", `, dz/dW = ${what} = `), number(comes))];
  }
  if (layer) {
    return [line(part("name", `dL/d${name} = dz/dW · dL/dz = ${what} · dL/dz of class ${j} = `),
      `${factor(comes)}·${factor(net.dz2[j])} = `, part("blame", number(net.ends[i][j], 4)))];
  }
  const along = net.paths[i][j];
  const lines = along.map((product, k) => line(
    part("name", `x${i} → h${j} → class ${k}:  dz/dW · da/dz · dz/da · dL/dz = `),
    `${factor(comes)}·${factor(net.bend[j])}·${factor(net.W2[j][k])}·${factor(net.dz2[k])} = `,
    part("blame", number(product, 4))));
  const sum = number(net.steered[i][j], 4);
  return [...lines, line(part("name", `dL/d${name}: the paths added up = `), part("blame", sum))];
}
