// The blame map: step forward and numbers fill in, step backward and the blame fills in. All
// numbers of an example come from Python at once (`net`); the view only uncovers them.
import {
  button, hideable, hideAsTold, make, menu, number, numbersTable, prepare, statusLine, svg, unfolding,
} from "./kit.js";
import { editor } from "./editor.js";
import { asControl, asSwitch, brief, Network, plate } from "./network.js";
import { foot } from "./share.js";
import { Examples } from "./examples.js";
import { onPath, story } from "./paths.js";

const LOSS = 4, LAST = 9; // blame.STAGES
const BLAMED = [9, 6]; // when a layer's weights get their blame
const SHOWN = [ // what each stage uncovers, for the table
  ["x", "W1", "b1", "W2", "b2"], ["z1"], ["a1"], ["z2"], ["p"], ["dz2"], ["dW2", "db2"],
  ["da1"], ["dz1"], ["dW1", "db1"],
];

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-blame");
  let before = new Map(), note = "", drawing = false;
  let traced = null; // [layer, i, j] of the weight in hand

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
  const network = new Network(picture, sizes);
  const path = make("p", { className: "downslope-worked path", "aria-live": "polite" });
  const card = editor(([layer, i, j], value) => edit(layer, i, j, value), () => trace(null));
  const examplesTold = new Examples(model, (k) => (root.dataset.sweep = k));
  const chooser = menu("Example", Array.from({ length: examples }, (_, i) => [i, i]), (value) => {
    model.set("example", Number(value));
    model.save_changes();
    if (examplesTold.net !== model.get("net")) draw(); // it is here before Python has said it again
  });
  for (const event of ["focus", "pointerdown"]) {
    chooser.select.addEventListener(event, () => examplesTold.ask());
  }
  const hint = make("span", { className: "downslope-hint",
    textContent: "Point at a weight to follow its path and to edit it; click a framed one: 0." });
  const table = unfolding("The numbers as a table", () => netTable(examplesTold.net, stage()));
  path.style.minHeight = `${14 + 19.6 * (sizes[2] + 1)}px`; // the buttons below keep their place
  const view = make("div", { className: "downslope-stage" }, picture, card.card);
  root.append(make("div", { className: "downslope-top" }, hint,
    hideable("example", chooser.label)),
    view, path, hideable("walk", buttons), status, foot(table.details, {
      root, model, status, pictures: () => [picture],
      caption: () => `Blame map, example ${model.get("example")}`,
      name: () => `downslope-blame-${model.get("example")}-${stage()}`,
    }));

  const stage = () => model.get("stage");
  function stand(k) {
    note = "";
    model.set("stage", Math.max(0, Math.min(LAST, k)));
    model.save_changes();
  }
  function step(way) {
    const done = stage() >= LOSS;
    if (way > 0 && done) {
      note = "The example has reached its loss. Press Backward to pass the blame.";
    } else if (way < 0 && !done) {
      note = "There is no loss to blame anybody for: send it Forward first.";
    } else if (way < 0 && stage() === LAST) note = "Every weight knows its blame.";
    else return stand(stage() + 1);
    draw();
  }
  function reset() {
    card.close();
    model.set("muted", []);
    model.set("edits", []);
    stand(0);
  }
  function toggle(j, k) {
    const muted = model.get("muted"), rest = muted.filter(([a, b]) => a !== j || b !== k);
    note = "";
    model.set("muted", rest.length < muted.length ? rest : [...muted, [j, k]]);
    model.save_changes();
  }

  function edit(layer, i, j, value) {
    const others = model.get("edits").filter(([n, a, b]) => n !== layer || a !== i || b !== j);
    const muted = model.get("muted").filter(([a, b]) => layer !== 1 || a !== i || b !== j);
    note = "";
    model.set("muted", muted);
    model.set("edits", [...others, [layer, i, j, value]]);
    model.save_changes();
  }
  /** Follow the path of a weight, or of none: its edges stay, the others fade. */
  function trace(weight) {
    if (String(traced) === String(weight)) return;
    traced = weight;
    draw();
  }
  /** Let a weight's label be pointed at, walked to with Tab, and edited. */
  function handle(label, layer, i, j) {
    const key = label.dataset.key, value = examplesTold.net[`W${layer + 1}`][i][j];
    const open = (hold) => card.open([layer, i, j], `W${layer + 1}[${i}, ${j}] =`, value,
      () => picture.querySelector(`[data-key="${key}"]`), hold);
    label.addEventListener("pointerenter", () => {
      if (!card.held()) (trace([layer, i, j]), open(false));
    });
    label.addEventListener("pointerleave", card.leave);
    label.addEventListener("focus", () => drawing || trace([layer, i, j]));
    label.addEventListener("blur", () => setTimeout(() => {
      if (!root.contains(document.activeElement)) trace(null);
    }));
    label.addEventListener("keydown", (event) => {
      if (event.key === "e" || event.key === "F2") (event.preventDefault(), open(true));
    });
    return label;
  }

  function draw() {
    const net = examplesTold.net, at = stage(), seen = new Map();
    const muted = new Set(model.get("muted").map(String));
    const doubted = new Set(net.doubts.map(String));
    const strongest = (...lists) => Math.max(1e-9, ...lists.flat(2).map(Math.abs));
    const most = { W: strongest(net.dW1, net.dW2), a: strongest(net.da1, net.dz2) };
    /** Remember a number under a name; say whether it differs from the last picture's. */
    const fresh = (name, text, kind) => {
      const old = before.get(name);
      seen.set(name, text);
      return [text, old !== undefined && old !== text ? `${kind} changed` : kind];
    };
    const label = (layer, i, j) => {
      const name = `W${layer + 1}`, weight = net[name][i][j];
      const cut = layer === 1 && muted.has(`${i},${j}`);
      const sign = weight === 0 ? "zero" : weight > 0 ? "plus" : "minus";
      const lines = [fresh(`${name}${i},${j}`, cut ? "0" : brief(weight), sign)];
      if (at >= BLAMED[layer]) {
        const mark = doubted.has(`d${name},${i},${j}`) ? "⚠ " : "";
        const text = `${mark}d ${number(net[`d${name}`][i][j])}`;
        lines.push(fresh(`d${name}${i},${j}`, text, "dblame"));
      }
      const off = traced && !onPath(traced, layer, i, j) ? " off" : "";
      const kind = (layer === 0 ? "plate bare" : cut ? "plate cut" : "plate") + off;
      const group = plate(network.labels[layer][i][j], lines, { class: kind });
      if (layer === 1) {
        asSwitch(group, { key: `${i},${j}`, on: !cut, toggle: () => toggle(i, j),
          label: `Weight W2[${i}, ${j}], ${brief(net.was[i][j])}` });
      } else {
        asControl(group, { role: "button", key: `0,${i},${j}`, label:
          `Edit weight W1[${i}, ${j}], ${brief(weight)}`, press: () => edited(0, i, j) });
      }
      return handle(group, layer, i, j);
    };
    const edge = (layer, i, j) => {
      const flows = at === BLAMED[layer] || (layer && at === 7) ? "backward" : "";
      const flow = at === (layer ? 3 : 1) ? "forward" : flows;
      return {
        glow: at >= BLAMED[layer] ? Math.abs(net[`dW${layer + 1}`][i][j]) / most.W : 0,
        flow: net[`W${layer + 1}`][i][j] || !layer ? flow : "",
        kind: traced ? (onPath(traced, layer, i, j) ? "on" : "off") : "",
      };
    };
    const slope = (j) => (traced && traced[0] === 0 && traced[2] === j && at >= 2
      ? `× ${number(net.bend[j])}` : "");
    const neurons = [
      (i) => ({ name: `x${i}`, inside: brief(net.x[i]) }),
      (j) => ({
        name: `h${j}`, above: slope(j),
        inside: at >= 2 ? brief(net.a1[j]) : at === 1 ? `z ${brief(net.z1[j])}` : "",
        notes: [["da1", 7, "dL/da"], ["dz1", 8, "dL/dz"]].filter(([, from]) => at >= from).map(
          ([name, , title]) => fresh(`${name}${j}`, `${title} ${number(net[name][j])}`, "dblame")),
        fill: at >= 2 ? net.a1[j] : 0, glow: at >= 7 ? Math.abs(net.da1[j]) / most.a : 0,
        kind: at >= 7 && Math.abs(net.da1[j]) < 1e-9 ? "silent" : "",
      }),
      (k) => ({
        name: `class ${k}${k === net.label ? " ✓ right" : ""}`,
        inside: at >= LOSS ? brief(net.p[k]) : at === 3 ? `z ${brief(net.z2[k])}` : "",
        notes: at >= 5 ? [fresh(`dz2${k}`, `dL/dz ${number(net.dz2[k])}`, "dblame")] : [],
        fill: at >= LOSS ? net.p[k] : 0, glow: at >= 5 ? Math.abs(net.dz2[k]) / most.a : 0,
        kind: k === net.label ? "right" : "",
      }),
    ];
    const loss = at >= LOSS ? fresh("loss", number(net.loss), "inside") : ["?", "inside"];
    drawing = true; // what has the focus keeps it: nobody has walked there
    network.draw({
      weights: [net.W1, net.W2], edge, label, neuron: (layer, i) => neurons[layer](i),
      loss: [["loss", "name"], loss],
    });
    drawing = false;
    before = seen;
    picture.classList.toggle("tracing", traced !== null);
    path.replaceChildren(...story(net, at, traced));
    forward.setAttribute("aria-disabled", at >= LOSS);
    backward.setAttribute("aria-disabled", at < LOSS || at === LAST);
    chooser.select.value = model.get("example");
    status.textContent = note || net.words[at];
    status.classList.toggle("warning", net.doubts.length > 0 || net.words[at].includes("raised"));
    table.renew();
    root.dataset.ready = "net";
    root.dataset.stage = at;
    root.dataset.muted = [...muted].join(" ");
    root.dataset.traced = traced ?? "";
  }
  function edited(layer, i, j) {
    card.open([layer, i, j], `W${layer + 1}[${i}, ${j}] =`, examplesTold.net[`W${layer + 1}`][i][j],
      () => picture.querySelector(`[data-key="${layer},${i},${j}"]`), true);
  }
  function netTable(net, at) {
    const names = SHOWN.slice(0, at + 1).flat();
    const lines = names.flatMap((name) => Array.isArray(net[name][0])
      ? net[name].map((row, i) => [`${name}[${i}]`, ...row.map((v) => number(v, 4))])
      : [[name, ...net[name].map((v) => number(v, 4))]]);
    return numbersTable(["name", "numbers"], lines);
  }
  model.on("change:net change:stage", draw);
  draw();
  hideAsTold(root, model);
}

export default { render };
