// The blame map: step forward and numbers fill in, step backward and the blame fills in. All
// numbers of an example come from Python at once (`net`); the view only uncovers them.
import {
  button, keepKeys, make, menu, number, numbersTable, prepare, statusLine, svg,
} from "./kit.js";
import {
  asSwitch, brief, edge, frame, labelSpots, lossSpot, neuron, plate, spotsOf,
} from "./network.js";

const LOSS = 4, LAST = 9; // blame.STAGES
const SHOWN = [ // what each stage uncovers, for the table
  ["x", "W1", "b1", "W2", "b2"], ["z1"], ["a1"], ["z2"], ["p"], ["dz2"], ["dW2", "db2"],
  ["da1"], ["dz1"], ["dW1", "db1"],
];

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-blame");
  let before = new Map(), note = "";

  const picture = svg("svg", {
    class: "downslope-network", role: "group",
    "aria-label": "The network and its numbers",
  });
  const status = statusLine();
  const forward = button("Forward ▸", () => step(1), { className: "primary" });
  const backward = button("◂ Backward", () => step(-1), { className: "primary blame" });
  const buttons = make("div", { className: "downslope-buttons", role: "group" }, forward, backward,
    button("Undo", () => stand(stage() - 1)), button("Show all", () => stand(LAST)),
    button("Reset", reset));
  const { examples, sizes } = model.get("net");
  frame(picture, sizes);
  const chooser = menu("Example", Array.from({ length: examples }, (_, i) => [i, i]), (value) => {
    model.set("example", Number(value));
    model.save_changes();
  });
  const hint = make("span", { className: "downslope-hint",
    textContent: "Click a framed weight of the second layer to set it to 0." });
  const table = make("details", {}, keepKeys(make("summary", { textContent: "The numbers as a table" })));
  root.append(make("div", { className: "downslope-top" }, hint, chooser.label),
    picture, buttons, status, table);

  const stage = () => model.get("stage");
  function stand(k) {
    note = "";
    model.set("stage", Math.max(0, Math.min(LAST, k)));
    model.save_changes();
  }
  function step(way) {
    const done = stage() >= LOSS;
    if (way > 0 && done) note = "The example has reached its loss. Press Backward to pass the blame.";
    else if (way < 0 && !done) note = "There is no loss to blame anybody for: send it Forward first.";
    else if (way < 0 && stage() === LAST) note = "Every weight knows its blame.";
    else return stand(stage() + 1);
    draw();
  }
  function reset() {
    model.set("muted", []);
    stand(0);
  }
  function toggle(j, k) {
    const muted = model.get("muted"), rest = muted.filter(([a, b]) => a !== j || b !== k);
    note = "";
    model.set("muted", rest.length < muted.length ? rest : [...muted, [j, k]]);
    model.save_changes();
  }

  function draw() {
    const net = model.get("net"), at = stage();
    const focused = root.contains(document.activeElement) && document.activeElement.dataset.key;
    const spots = spotsOf(sizes), seen = new Map();
    const muted = new Set(model.get("muted").map(String));
    const doubted = new Set(net.doubts.map(String));
    const heaviest = Math.max(0.1, ...[...net.W1, ...net.was].flat().map(Math.abs));
    const strongest = (...lists) => Math.max(1e-9, ...lists.flat(2).map(Math.abs));
    const most = { W: strongest(net.dW1, net.dW2), a: strongest(net.da1, net.dz2) };
    /** Remember a number under a name; say whether it differs from the last picture's. */
    const fresh = (name, text, kind) => {
      const old = before.get(name);
      seen.set(name, text);
      return [text, old !== undefined && old !== text ? `${kind} changed` : kind];
    };
    const edges = [], plates = [];
    for (const [layer, name, forwardAt, blameAt] of [[0, "W1", 1, 9], [1, "W2", 3, 6]]) {
      const [from, to] = [spots[layer], spots[layer + 1]], labels = labelSpots(from, to);
      const flow = at === forwardAt ? "forward" : at === blameAt || (layer && at === 7) ? "backward" : "";
      net[name].forEach((row, i) => row.forEach((weight, j) => {
        const blame = at >= blameAt ? Math.abs(net[`d${name}`][i][j]) / most.W : 0;
        edges.push(...edge(from[i], to[j], weight, blame, heaviest, weight || !layer ? flow : ""));
        const cut = layer === 1 && muted.has(`${i},${j}`);
        const sign = weight === 0 ? "zero" : weight > 0 ? "plus" : "minus";
        const lines = [fresh(`${name}${i},${j}`, cut ? "0" : brief(weight), sign)];
        if (at >= blameAt) {
          const mark = doubted.has(`d${name},${i},${j}`) ? "⚠ " : "";
          const text = `${mark}d ${number(net[`d${name}`][i][j])}`;
          lines.push(fresh(`d${name}${i},${j}`, text, "dblame"));
        }
        const kind = layer === 0 ? "plate bare" : cut ? "plate cut" : "plate";
        const label = plate(labels[i][j], lines, { class: kind });
        plates.push(layer === 0 ? label : asSwitch(label, {
          key: `${i},${j}`, on: !cut, toggle: () => toggle(i, j),
          label: `Weight W2[${i}, ${j}], ${brief(net.was[i][j])}`,
        }));
      }));
    }
    const neurons = [];
    spots[0].forEach((spot, i) => neurons.push(neuron(spot, `x${i}`, brief(net.x[i]), [])));
    spots[1].forEach((spot, j) => {
      const silent = at >= 7 && Math.abs(net.da1[j]) < 1e-9;
      const inside = at >= 2 ? brief(net.a1[j]) : at === 1 ? `z ${brief(net.z1[j])}` : "";
      const notes = [];
      if (at >= 7) notes.push(fresh(`da1${j}`, `dL/da ${number(net.da1[j])}`, "dblame"));
      if (at >= 8) notes.push(fresh(`dz1${j}`, `dL/dz ${number(net.dz1[j])}`, "dblame"));
      neurons.push(neuron(spot, `h${j}`, inside, notes, {
        fill: at >= 2 ? net.a1[j] : 0, blame: at >= 7 ? Math.abs(net.da1[j]) / most.a : 0,
        kind: silent ? "silent" : "",
      }));
    });
    spots[2].forEach((spot, k) => {
      const inside = at >= LOSS ? brief(net.p[k]) : at === 3 ? `z ${brief(net.z2[k])}` : "";
      const notes = at >= 5 ? [fresh(`dz2${k}`, `dL/dz ${number(net.dz2[k])}`, "dblame")] : [];
      neurons.push(neuron(spot, `class ${k}${k === net.label ? " ✓ right" : ""}`, inside, notes, {
        fill: at >= LOSS ? net.p[k] : 0, blame: at >= 5 ? Math.abs(net.dz2[k]) / most.a : 0,
        kind: k === net.label ? "right" : "",
      }));
    });
    const end = lossSpot(sizes);
    for (const [x, y] of spots[2]) {
      edges.push(svg("line", { x1: x, y1: y, x2: end[0], y2: end[1], class: "edge quiet" }));
    }
    const loss = plate(end,
      [["loss", "name"], at >= LOSS ? fresh("loss", number(net.loss), "inside") : ["?", "inside"]],
      { class: "plate loss" });
    before = seen;
    picture.replaceChildren(...edges, ...neurons, ...plates, loss);
    if (focused) picture.querySelector(`[data-key="${focused}"]`)?.focus();
    forward.setAttribute("aria-disabled", at >= LOSS);
    backward.setAttribute("aria-disabled", at < LOSS || at === LAST);
    chooser.select.value = net.example;
    status.textContent = note || net.words[at];
    status.classList.toggle("warning", net.doubts.length > 0 || net.words[at].includes("raised"));
    if (table.open) fillTable(net, at);
    root.dataset.ready = "net";
    root.dataset.stage = at;
    root.dataset.muted = [...muted].join(" ");
  }
  function fillTable(net, at) {
    const names = SHOWN.slice(0, at + 1).flat();
    const lines = names.flatMap((name) => Array.isArray(net[name][0])
      ? net[name].map((row, i) => [`${name}[${i}]`, ...row.map((v) => number(v, 4))])
      : [[name, ...net[name].map((v) => number(v, 4))]]);
    table.querySelector("table")?.remove();
    table.append(numbersTable(["name", "numbers"], lines));
  }
  table.addEventListener("toggle", () => table.open && fillTable(model.get("net"), stage()));
  model.on("change:net change:stage", draw);
  draw();
}

export default { render };
