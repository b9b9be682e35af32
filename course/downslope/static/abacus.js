// The chain-rule abacus: step forward and numbers fill in, step backward and at each link the local
// slope meets the slope that comes in. All numbers come from Python as text; the view uncovers them.
import {
  button, hideable, hideAsTold, make, menu, numbersTable, prepare, statusLine, svg, unfolding,
} from "./kit.js";
import { editor } from "./editor.js";
import { asControl, plate } from "./network.js";
import { foot } from "./share.js";

const LOSS = 4, LAST = 8; // as in abacus.py
const KINDS = ["sigmoid", "tanh", "relu"];
const ACROSS = 830, COLUMNS = [70, 250, 425, 592, 762], APART = 106, TOP = 42, R = 31;
const OPENS = { p: 1, z: 2, a: 3, L: 4 }; // the stage at which a bead gets its value
const SLOPED = { a: 5, z: 6, p: 7, b: 7, w: 8, x: 8 }; // and its slope

/** Beads of a neuron with so many inputs: name -> place; and its links: [left, right]. */
function layout(inputs) {
  const at = (column, row) => [COLUMNS[column], TOP + APART * row], last = 2 * inputs;
  const beads = {}, links = [];
  const names = inputs === 1 ? [""] : Array.from({ length: inputs }, (_, i) => String(i));
  names.forEach((i, row) => {
    beads[`x${i}`] = at(0, 2 * row);
    beads[`w${i}`] = at(0, 2 * row + 1);
    beads[`p${i}`] = at(1, 2 * row + 0.5);
    links.push([`x${i}`, `p${i}`], [`w${i}`, `p${i}`]);
  });
  for (const i of names) links.push([`p${i}`, "z"]);
  links.push(["b", "z"], ["z", "a"], ["a", "L"], ["y", "L"]);
  Object.assign(beads, { b: at(1, last), z: at(2, last / 2), a: at(3, last / 2),
    y: at(3, last), L: at(4, last / 2) });
  return { beads, links, high: TOP + APART * last + 70 };
}

/** A smaller size for a number that would run over the rim of its bead. */
const fitting = (text) => (text.length > 5
  ? { style: `font-size: ${Math.max(9, 21 - 1.4 * text.length)}px` } : {});
const isInput = (name) => name === "y" || name === "b" || name[0] === "x" || name[0] === "w";
const opens = (name) => (isInput(name) ? 0 : OPENS[name[0]]);

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-abacus");
  const { inputs } = model.get("net"), { beads, links, high } = layout(inputs);
  let before = new Map(), note = "";

  const picture = svg("svg", {
    class: "downslope-network", role: "group", viewBox: `0 0 ${ACROSS} ${high}`,
    "aria-label": "The neuron, bead by bead",
  });
  const status = statusLine();
  const forward = button("Forward ▸", () => step(1), { className: "primary" });
  const backward = button("◂ Backward", () => step(-1), { className: "primary blame" });
  const buttons = make("div", { className: "downslope-buttons", role: "group" }, forward, backward,
    button("Undo", () => stand(stage() - 1)), button("Show all", () => stand(LAST)),
    button("Reset", reset));
  const worked = make("p", { className: "downslope-worked path", "aria-live": "polite" });
  worked.style.minHeight = `${14 + 19.6 * 2 * inputs}px`; // the buttons below keep their place
  const card = editor(edit);
  const chooser = menu("Activation", KINDS.map((kind) => [kind, kind]), (kind) => tell({ act: kind }));
  const hint = make("span", { className: "downslope-hint",
    textContent: "Click a framed number to change it (or Tab to it, and Enter)." });
  const table = unfolding("The numbers as a table", () => allBeads(model.get("net"), stage()));
  const view = make("div", { className: "downslope-stage" }, picture, card.card);
  root.append(make("div", { className: "downslope-top" }, hint, hideable("activation", chooser.label)),
    view, worked, hideable("walk", buttons), status, foot(table.details, {
      root, model, status, pictures: () => [picture],
      caption: () => `A ${model.get("act")} neuron, bead by bead`,
      name: () => `downslope-abacus-${model.get("act")}-${stage()}`,
    }));

  const stage = () => Math.max(0, Math.min(LAST, model.get("stage")));
  function tell(changes) {
    note = "";
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  }
  function stand(k) {
    tell({ stage: Math.max(0, Math.min(LAST, k)) });
    draw(); // where nothing has changed but the note
  }
  function step(way) {
    const done = stage() >= LOSS;
    if (way > 0 && done) note = "The numbers have reached the loss. Press Backward for its slope.";
    else if (way < 0 && !done) note = "There is no loss yet: send the numbers Forward first.";
    else if (way < 0 && stage() === LAST) note = "Every slope is known.";
    else return stand(stage() + 1);
    draw();
  }
  function reset() {
    card.close();
    tell({ ...model.get("net").start, stage: 0 });
    draw();
  }
  function edit(name, value) {
    const kind = name[0];
    if (kind === "b" || kind === "y") return tell({ [kind]: value });
    const row = [...model.get(kind)];
    row[Number(name.slice(1))] = value;
    tell({ [kind]: row });
  }

  function bead(name, net, at, fresh) {
    const [x, y] = beads[name], given = isInput(name), known = at >= opens(name);
    const mark = (key) => (net.doubts.includes(key) ? "⚠ " : "");
    const titles = { p: `${name} = x${name.slice(1)} · w${name.slice(1)}`, z: "z = sum", a: `a = ${net.act}(z)`,
      L: "loss L = (a − y)²" };
    const body = given
      ? svg("rect", { x: x - R - 3, y: y - 19, width: 2 * R + 6, height: 38, rx: 7, class: "body given" })
      : svg("circle", { cx: x, cy: y, r: R, class: "body" });
    const value = known ? `${name === "a" ? mark("value of a") : ""}${net.texts.values[name]}` : "?";
    const [text, kind] = fresh(name, value, "inside");
    const parts = [body,
      svg("text", { x, y: y + 5, class: kind, "text-anchor": "middle", ...fitting(text) }, text),
      // a computed bead has its name above: wires come from below, and lead there
      svg("text", { x, y: y + (given ? 34 : -R - 8), class: "name", "text-anchor": "middle" },
        titles[name[0]] ?? name)];
    const from = SLOPED[name[0]];
    if (at >= from) {
      const said = `${mark(name)}dL/d${name} = ${net.texts.slopes[name]}`;
      const [words, own] = fresh(`d${name}`, said, "dblame");
      const aside = { z: 14, p: -8 }[name[0]] ?? 0; // clear of the wires below
      parts.push(svg("text", { x: x + aside, y: y + (given ? 50 : R + 31), class: own,
        "text-anchor": "middle" }, words));
    }
    const group = svg("g", { class: "neuron" }, ...parts);
    if (!given) return group;
    return asControl(group, { role: "button", key: name, label:
      `Edit ${name}, ${net.texts.values[name]}`, press: () => open(name) });
  }
  function open(name) {
    card.open(name, `${name} =`, model.get("net").values[name],
      () => picture.querySelector(`[data-key="${name}"]`), true);
  }
  function link([left, right], net, at, fresh) {
    const [x1, y1] = beads[left], [x2, y2] = beads[right];
    const back = left === "y" ? Infinity : SLOPED[left[0]];
    const local = net.local[left], shut = at >= back && Math.abs(local) < 0.01;
    const ends = { x1, y1, x2, y2 }, lines = [], labels = [];
    if (at >= back && !shut) lines.push(svg("line", { ...ends, class: "glow", "stroke-width": 9 }));
    lines.push(svg("line", { ...ends, class: `edge ${shut ? "zero" : "plus"}`, "stroke-width": 2 }));
    if (at === opens(right)) lines.push(svg("line", { ...ends, class: "flow forward" }));
    if (at === back && !shut) lines.push(svg("line", { ...ends, class: "flow backward" }));
    if (at >= back) {
      const said = fresh(`l${left}`, `× ${net.texts.local[left]}`, "dblame");
      const t = isInput(left) && left !== "b" ? 0.58 : 0.48; // clear of the numbers at its left
      labels.push(plate([x1 + t * (x2 - x1), y1 + t * (y2 - y1)], [[`d${right}/d${left}`, "name"], said],
        { class: "plate link" }));
    }
    return [lines, labels];
  }

  function draw() {
    const net = model.get("net"), at = stage(), seen = new Map();
    const fresh = (name, text, kind) => {
      const old = before.get(name);
      seen.set(name, text);
      return [text, old !== undefined && old !== text ? `${kind} changed` : kind];
    };
    const focused = picture.contains(document.activeElement) && document.activeElement.dataset.key;
    const drawn = links.map((ends) => link(ends, net, at, fresh));
    picture.replaceChildren(...drawn.flatMap(([lines]) => lines),
      ...Object.keys(beads).map((name) => bead(name, net, at, fresh)),
      ...drawn.flatMap(([, labels]) => labels));
    if (focused) picture.querySelector(`[data-key="${focused}"]`)?.focus();
    before = seen;
    const part = (name, text) => make("span", { className: name, textContent: text });
    const lines = net.lines[at].map(([formula, numbers, result]) => make("span",
      { className: "line" }, part("name", `${formula} = `), `${numbers} = `, part("blame", result)));
    worked.replaceChildren(...(lines.length ? lines
      : [part("name", "Here you will see every number computed.")]));
    forward.setAttribute("aria-disabled", at >= LOSS);
    backward.setAttribute("aria-disabled", at < LOSS || at === LAST);
    chooser.select.value = model.get("act");
    status.textContent = note || net.words[at];
    status.classList.toggle("warning", net.troubled || net.doubts.length > 0);
    table.renew();
    root.dataset.ready = "net";
    root.dataset.stage = at;
  }
  function allBeads(net, at) {
    const { values, slopes, local } = net.texts;
    const lines = Object.keys(values).filter((name) => at >= opens(name)).map((name) => {
      const back = at >= (SLOPED[name[0]] ?? Infinity);
      return [name, values[name], back ? local[name] : "", back ? slopes[name] : ""];
    });
    return numbersTable(["name", "value", "local slope to its right", "slope of the loss"], lines);
  }
  model.on("change:net change:stage", draw);
  draw();
  hideAsTold(root, model);
}

export default { render };
