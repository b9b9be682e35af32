// Signal flow: the network fills from the left, a step at a time; one weight is at the slider.
// All numbers come from Python: those of the picture (`net`), and a table of them for every
// position of the slider. The view uncovers, colours and looks up.
import {
  bracketed, button, doubles, hideable, hideAsTold, make, menu, number, numbersTable, prepare,
  slider, statusLine, svg, unfolding,
} from "./kit.js";
import { asControl, brief, Network, plate } from "./network.js";
import { foot } from "./share.js";

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-flow");
  const { sizes, examples, label: labelled } = model.get("net");
  const layers = sizes.length - 1, last = 2 * layers; // stages, see flow.SignalFlow
  let rows = null; // the numbers at each position of the slider, as Python has sent them
  let row = null; // numbers of the slider's position, while it is dragged
  let asked = "", neuronAt = null; // [layer, j] of the neuron whose sum is written out
  let picked = [...model.get("chosen")];

  const picture = svg("svg", {
    class: "downslope-network", role: "group", "aria-label": "The network and its numbers",
  });
  const network = new Network(picture, sizes, { loss: labelled >= 0 });
  const worked = make("p", { className: "downslope-worked" });
  const status = statusLine();
  const forward = button("Forward ▸", () => stand(stage() + 1), { className: "primary" });
  const back = button("◂ Back", () => stand(stage() - 1));
  const cutting = button("", cut);
  const zero = button("Set to 0", () => edit([[...picked, 0]]));
  const restore = button("Put back", () => edit([[...picked, was(...picked)]]));
  const chooser = menu("Example", Array.from({ length: examples }, (_, i) => [i, i]), (value) => {
    model.set("example", Number(value));
    model.save_changes();
  });
  const knob = slider({
    label: "weight", values: model.get("net").positions, show: (v) => number(v, 2), grab: ask,
    move: slide, drop: (k) => edit([[...picked, knob.values[k]]]),
  });
  knob.values = model.get("net").positions;
  const title = knob.row.querySelector("label");
  knob.input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") picture.querySelector(`[data-key="${picked}"]`)?.focus();
  });
  const hint = make("span", { className: "downslope-hint",
    textContent: "Click a weight to turn it, a neuron to see its sum." });
  const table = unfolding("The numbers as a table", allNumbers);
  const group = (name, ...parts) =>
    make("div", { className: "downslope-buttons", role: "group", "aria-label": name }, ...parts);
  root.append(
    make("div", { className: "downslope-top" }, hint, hideable("example", chooser.label)), picture,
    worked, hideable("walk", group("Steps", back, forward,
      button("Show all", () => stand(last)), button("Reset", reset))),
    hideable("slider", make("div", { className: "downslope-controls" }, knob.row)),
    hideable("weights", group("Weights", zero, restore, cutting)), status,
    foot(table.details, {
      root, model, status, pictures: () => [picture],
      caption: () => `Signal flow, example ${model.get("example")}`, name: () => `downslope-flow-${stage()}`,
    }));

  const stage = () => Math.max(0, Math.min(last, model.get("stage")));
  const was = (layer, i, j) => model.get("net").was[layer][i][j];
  const weightName = ([layer, i, j]) => `W${layer + 1}[${i}, ${j}]`;
  const letter = (layer) => (layer === 0 ? "x" : layer === layers ? "p" : `a${layer}`);
  const same = (a, b) => String(a) === String(b);

  function stand(k) {
    model.set("stage", Math.max(0, Math.min(last, k)));
    model.save_changes();
  }
  function reset() {
    neuronAt = null;
    model.set("edits", []);
    stand(0);
  }

  // ---- weights

  /** Change weights: [layer, i, j, value] each; one that is as it was is no edit. */
  function edit(changes) {
    const touched = new Set(changes.map((change) => String(change.slice(0, 3))));
    const others = model.get("edits").filter((e) => !touched.has(String(e.slice(0, 3))));
    const real = changes.filter(([layer, i, j, value]) => value !== was(layer, i, j));
    row = null;
    model.set("edits", [...others, ...real]);
    model.save_changes();
    adopt(); // where Python has nothing more to say
  }
  /** The weights that leave the neuron in hand, or null. */
  function leaving() {
    if (!neuronAt || neuronAt[0] === layers) return null;
    const [layer, j] = neuronAt;
    return Array.from({ length: sizes[layer + 1] }, (_, k) => [layer, j, k]);
  }
  const isCut = (weights) =>
    weights.every(([layer, i, j]) => model.get("net").weights[layer][i][j] === 0);
  function cut() {
    const weights = leaving();
    if (!weights) return;
    const value = isCut(weights) ? (weight) => was(...weight) : () => 0;
    edit(weights.map((weight) => [...weight, value(weight)]));
  }
  function pick(weight, hold) {
    picked = weight;
    rows = row = null;
    asked = "";
    model.set("chosen", weight);
    model.save_changes();
    furnish();
    draw();
    if (hold) knob.input.focus();
  }
  /** Ask Python for the numbers at all positions of the slider, once for each state. */
  function ask() {
    if (stage() === 0) stand(last); // else nobody would see what the slider does
    if (asked === wanted()) return;
    asked = wanted();
    rows = null;
    model.send({ sweep: picked });
  }
  /** What a table holds for: the weight at the slider, the example, all other weights. */
  const holds = (weight, example, edits) =>
    String([weight, example, ...edits.filter((e) => !same(e.slice(0, 3), weight))]);
  const wanted = () => holds(picked, model.get("example"), model.get("edits"));
  model.on("msg:custom", (content, [buffer]) => {
    if (!same(content.sweep, picked)) return;
    asked = holds(content.sweep, content.example, content.edits); // the question may have overtaken edits
    if (asked !== wanted()) return void (row && ask());
    const all = doubles(buffer), wide = all.length / content.values.length;
    setPositions(content.values);
    rows = content.values.map((_, k) => all.subarray(k * wide, (k + 1) * wide));
    root.dataset.sweep = String(picked);
    if (row) slide(Number(knob.input.value));
  });
  function slide(k) {
    ask();
    row = rows ? rows[k] : []; // none yet: the table is on its way
    if (rows) draw();
  }
  function setPositions(values) {
    if (values.length === knob.values.length && values.every((v, k) => v === knob.values[k])) return;
    const at = knob.values[knob.input.value];
    knob.values = values;
    knob.setValues(values);
    knob.set(at);
  }
  /** Show the picked weight at the slider. */
  function furnish() {
    const value = model.get("edits").find((e) => same(e.slice(0, 3), picked))?.[3] ?? was(...picked);
    const reach = Math.max(3, Math.ceil(Math.abs(was(...picked))));
    setPositions(Array.from({ length: 61 }, (_, k) => (k - 30) * ((2 * reach) / 60)));
    title.textContent = weightName(picked);
    knob.set(value);
    zero.setAttribute("aria-disabled", value === 0);
    restore.setAttribute("aria-disabled", value === was(...picked));
    const weights = leaving(), off = weights && isCut(weights);
    const name = weights ? `${letter(neuronAt[0])}[${neuronAt[1]}]` : "";
    cutting.hidden = !weights;
    cutting.textContent = off ? `Put back what leaves ${name}` : `Cut its outgoing weights (${name})`;
  }

  // ---- the picture

  /** Numbers of a layer: part 0 its sums, part 1 its answers. Layer 0 are the inputs. */
  function values(numbers, layer, part) {
    if (layer === 0) return model.get("net").x;
    const start = 2 * sizes.slice(1, layer).reduce((a, b) => a + b, 0) + part * sizes[layer];
    return numbers.slice(start, start + sizes[layer]);
  }
  function draw() {
    const net = model.get("net"), at = stage();
    const numbers = row?.length ? Array.from(row) : net.numbers;
    const weights = net.weights.map((rows) => rows.map((list) => [...list]));
    if (row?.length) weights[picked[0]][picked[1]][picked[2]] = knob.values[knob.input.value];
    const focused = picture.contains(document.activeElement) && document.activeElement.dataset.key;
    const label = (layer, i, j) => {
      const weight = weights[layer][i][j], key = [layer, i, j];
      const sign = weight === 0 ? "zero" : weight > 0 ? "plus" : "minus";
      const group = plate(network.labels[layer][i][j], [[brief(weight), sign]],
        { class: `plate bare${weight ? "" : " cut"}${same(key, picked) ? " awake" : ""}` });
      group.setAttribute("aria-pressed", same(key, picked));
      return asControl(group, { role: "button", key: String(key), press: () => pick(key, true),
        label: `Weight ${weightName(key)}, ${brief(weight)}` });
    };
    const neuron = (layer, i) => {
      const sums = layer > 0 && at === 2 * layer - 1, full = layer === 0 || at >= 2 * layer;
      const answers = values(numbers, layer, 1);
      const most = Math.max(1e-9, ...answers.map(Math.abs));
      const right = layer === layers && i === net.label;
      return {
        name: `${letter(layer)}[${i}]${right ? " ✓ right" : ""}`,
        inside: full ? brief(answers[i]) : sums ? brief(values(numbers, layer, 0)[i]) : "",
        notes: sums ? [["sum z", "name"]] : [], fill: full ? answers[i] / most : 0,
        kind: right ? "right" : "",
      };
    };
    const flows = (layer) => (!row && at === 2 * layer + 1 ? "forward" : "");
    const loss = at === last && numbers.at(-1) !== null ? number(numbers.at(-1)) : "?";
    network.draw({
      weights, label, neuron, loss: net.label >= 0 ? [["loss", "name"], [loss, "inside"]] : null,
      edge: (layer, i, j) => ({ flow: weights[layer][i][j] ? flows(layer) : "" }),
    });
    const places = sizes.flatMap((n, layer) => Array.from({ length: n }, (_, i) => [layer, i]));
    picture.querySelectorAll(".neuron").forEach((body, k) => {
      const [layer, i] = places[k];
      if (layer === 0) return; // an input has no sum to show
      body.setAttribute("aria-pressed", same([layer, i], neuronAt));
      asControl(body, { role: "button", key: `n${layer},${i}`, press: () => show(layer, i),
        label: `Neuron ${letter(layer)}[${i}]` });
    });
    if (focused) picture.querySelector(`[data-key="${focused}"]`)?.focus();
    write(net, numbers, weights, at);
    back.setAttribute("aria-disabled", at === 0);
    forward.setAttribute("aria-disabled", at === last);
    chooser.select.value = model.get("example");
    status.textContent = at === last && net.remark ? net.remark : net.words[at];
    status.classList.toggle("warning", net.trouble);
    table.renew();
    root.dataset.stage = at;
    root.dataset.chosen = String(picked);
    root.dataset.numbers = numbers.map((v) => (v === null ? "nan" : v.toFixed(4))).join(" ");
    root.dataset.ready = "net";
  }
  function show(layer, j) {
    neuronAt = same(neuronAt, [layer, j]) ? null : [layer, j];
    furnish();
    draw();
  }
  /** The sum of the neuron in hand, or of the one that the weight leads to, with all its terms. */
  function write(net, numbers, weights, at) {
    const [layer, j] = neuronAt ?? [picked[0] + 1, picked[2]];
    const line = (...parts) => make("span", { className: "line" }, ...parts);
    const hot = (text, i) => make("span", { textContent: text, className:
      same(picked, [layer - 1, i, j]) ? "hot" : "" });
    const terms = values(numbers, layer - 1, 1).flatMap((value, i) => [i ? " + " : "",
      hot(`${bracketed(brief(value))}·${bracketed(brief(weights[layer - 1][i][j]))}`, i)]);
    const known = at >= 2 * layer - 1, z = brief(values(numbers, layer, 0)[j]);
    const bias = ` + ${bracketed(brief(net.biases[layer - 1][j]))} = `;
    const sum = line(`z${layer}[${j}] = `, ...(at >= 2 * layer - 2 || known ? terms : ["…"]), bias,
      known ? z : "?");
    const a = at >= 2 * layer ? brief(values(numbers, layer, 1)[j]) : "?";
    const bend = layer === layers ? `p[${j}] = its share after softmax = ${a}`
      : `a${layer}[${j}] = ${net.kinds[layer - 1]}(${known ? z : "…"}) = ${a}`;
    worked.replaceChildren(sum, line(bend));
  }
  function allNumbers() {
    const net = model.get("net"), numbers = row?.length ? Array.from(row) : net.numbers;
    const lines = [["x", ...net.x.map((v) => number(v, 4))]];
    for (let layer = 1; layer <= layers; layer++) {
      for (const [part, name] of [[0, `z${layer}`], [1, letter(layer)]]) {
        lines.push([name, ...values(numbers, layer, part).map((v) => number(v, 4))]);
      }
    }
    return numbersTable(["name", "numbers"], lines);
  }
  /** Show what Python has told, if it is of where the controls stand: it may be older than the last key. */
  function adopt() {
    const net = model.get("net");
    if (row || net.example !== model.get("example") || !same(net.edits, model.get("edits"))) return;
    furnish();
    draw();
  }
  model.on("change:net", adopt);
  model.on("change:stage", draw);
  model.on("change:chosen", () => {
    if (!same(picked, model.get("chosen"))) pick([...model.get("chosen")], false);
  });
  furnish();
  draw();
  hideAsTold(root, model);
}

export default { render };
