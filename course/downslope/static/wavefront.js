// The wavefront: step through a forward pass and the walk back, with a ledger of what is known.
// All numbers come from Python at once (`net`); the view only uncovers them.
import {
  button, hideable, hideAsTold, keepKeys, make, number, prepare, statusLine, svg, tickBox,
} from "./kit.js";
import { brief, Network } from "./network.js";
import { foot } from "./share.js";

const COLUMNS = ["layer", "cache", "dZ", "dW, db", "dA, handed on", "weights"];

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-wavefront");
  const picture = svg("svg", {
    class: "downslope-network", role: "group", "aria-label": "The network and its numbers",
  });
  const { sizes, stages } = model.get("net");
  const layers = sizes.length - 1, last = stages.length - 1;
  const network = new Network(picture, sizes);
  const when = new Map(stages.map(([name, n], k) => [`${name}${n}`, k]));
  const turn = when.get(`loss${layers}`);

  const next = button("Next ▸", () => go(stage() + 1), { className: "primary" });
  const back = button("◂ Step back", () => go(stage() - 1));
  const buttons = make("div", { className: "downslope-buttons", role: "group" }, next, back,
    button("To the loss", () => go(turn)), button("To the end", () => go(last)),
    button("Reset", () => go(0)));
  const hasty = tickBox("Move each layer at once", model.get("hasty"), (ticked) => {
    model.set("hasty", ticked);
    model.save_changes();
  });
  const box = hasty.querySelector("input");
  const counter = make("span", { className: "downslope-hint" });
  const status = statusLine();
  const ledger = keepKeys(make("table", { className: "downslope-ledger" }));
  root.append(make("div", { className: "downslope-top" }, counter, hideable("hasty", hasty)), picture,
    hideable("walk", buttons), status, hideable("ledger", ledger), foot(null, {
      root, model, status, pictures: () => [picture],
      caption: () => counter.textContent, name: () => `downslope-wavefront-${stage()}`,
    }));
  hideAsTold(root, model);

  const stage = () => model.get("stage");
  function go(k) {
    model.set("stage", Math.max(0, Math.min(last, k)));
    model.save_changes();
  }
  const known = (name, n) => stage() >= (when.get(`${name}${n}`) ?? Infinity);
  const now = (name, n) => when.get(`${name}${n}`) === stage();
  const size = (array) => Math.sqrt(array.flat().reduce((sum, v) => sum + v * v, 0));

  /** A cell of the ledger: a gradient's size once it is known, and what it should be if wrong. */
  function cell(net, name, n, place = n - 1, also = []) {
    if (!known(name, n)) return make("td", { className: "unknown", textContent: "not yet" });
    const wrong = [name, ...also].some((part) => net.wrong.includes(`${part}${n}`));
    const text = `${wrong ? "⚠" : "✓"} ${number(size(net[name][place]))}`;
    const truth = wrong ? `, not ${number(size(net.right[name][place]))}` : "";
    const kind = `back${wrong ? " wrong" : ""}${now(name, n) ? " now" : ""}`;
    return make("td", { className: kind, textContent: `${text}${truth}` });
  }
  function handedOn(net, n) {
    if (n > 1) return cell(net, "dA", n - 1, n - 1); // a layer hands dA of the one in front on
    return make("td", { className: "unknown", textContent: "to nobody" });
  }
  function cache(n) {
    const parts = [];
    if (known("Z", n)) parts.push(`${n === 1 ? "X" : `A${n - 1}`}, W${n}`);
    if (known("A", n)) parts.push(`Z${n}`);
    const fresh = now("Z", n) || now("A", n) ? " now" : "";
    return make("td", parts.length
      ? { className: `forward${fresh}`, textContent: `✓ ${parts.join(" · ")}` }
      : { className: "unknown", textContent: "empty" });
  }
  const moved = (n) => (model.get("hasty") ? known("dW", n) : known("step", 0));
  function fillLedger(net) {
    const caption = make("caption", {
      textContent: "What is known now. A number is the size of an array (its norm: the root of the sum of its squares).",
    });
    const head = make("tr", {}, ...COLUMNS.map((text) => make("th", { scope: "col",
      textContent: text })));
    const rows = Array.from({ length: layers }, (_, k) => {
      const n = k + 1, weights = make("td", {
        className: moved(n) ? `back${now("step", 0) ? " now" : ""}` : "",
        textContent: moved(n) ? "moved" : "as they were",
      });
      return make("tr", {}, make("th", { scope: "row", textContent: `${n}` }), cache(n),
        cell(net, "dZ", n), cell(net, "dW", n, n - 1, ["db"]), handedOn(net, n), weights);
    });
    ledger.replaceChildren(caption, make("thead", {}, head), make("tbody", {}, ...rows));
  }

  function draw() {
    const net = model.get("net"), at = stage(), [name, n] = net.stages[at];
    const most = Math.max(1e-9, ...net.dZ.flat().map(Math.abs));
    const steepest = Math.max(1e-9, ...net.dW.flat(2).map(Math.abs));
    const edge = (layer, i, j) => {
      const flow = name === "Z" && n === layer + 1 ? "forward"
        : name === "dA" && n === layer ? "backward" : "";
      const glow = known("dW", layer + 1) ? Math.abs(net.dW[layer][i][j]) / steepest : 0;
      return { glow, flow, kind: flow ? "front" : "" };
    };
    const notes = (layer, i) => [["dA", "dL/da"], ["dZ", "dL/dz"]]
      .filter(([part]) => known(part, layer) && !(part === "dA" && layer === layers))
      .map(([part, title]) => {
        const value = part === "dA" ? net.dA[layer][i] : net.dZ[layer - 1][i];
        const wrong = net.wrong.includes(`${part}${layer}`);
        return [`${wrong ? "⚠ " : ""}${title} ${number(value)}`, "dblame"];
      });
    const neuron = (layer, i) => {
      if (layer === 0) return { name: `x${i}`, inside: brief(net.x[i]) };
      const end = layer === layers, fired = end ? known("loss", layers) : known("A", layer);
      const shown = fired ? brief(net.A[layer - 1][i])
        : known("Z", layer) ? `z ${brief(net.Z[layer - 1][i])}` : "";
      return {
        name: end ? `class ${i}${i === net.label ? " ✓ right" : ""}` : `a${layer}[${i}]`,
        inside: shown, notes: notes(layer, i), fill: fired ? net.A[layer - 1][i] : 0,
        glow: known("dZ", layer) ? Math.abs(net.dZ[layer - 1][i]) / most : 0,
        kind: end && i === net.label ? "right" : "",
      };
    };
    const weights = net.W.map((W, layer) => (moved(layer + 1) ? net.moved[layer] : W));
    network.draw({ weights, edge, neuron,
      loss: [["loss", "name"], [known("loss", layers) ? number(net.loss) : "?", "inside"]] });
    fillLedger(net);
    next.setAttribute("aria-disabled", at === last);
    back.setAttribute("aria-disabled", at === 0);
    box.checked = model.get("hasty");
    counter.textContent = `Moment ${at} of ${last}: ${at === 0 ? "before the start"
      : at <= turn ? "forward" : at === last ? "the step" : "backward"}`;
    status.textContent = net.words[at];
    status.classList.toggle("warning", net.words[at].includes("⚠"));
    root.dataset.ready = "net";
    root.dataset.stage = at;
    root.dataset.wrong = net.wrong.join(" ");
  }
  model.on("change:net change:stage", draw);
  draw();
}

export default { render };
