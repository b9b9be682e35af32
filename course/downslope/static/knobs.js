// Too many knobs: the loss in training and in validation, for every width and every brake.
// All curves come from Python; taking a slider asks for every position of it at once.
import {
  button, calmMotion, hideable, hideAsTold, make, numbersTable, prepare, settled, short, slider, statusLine,
  svg, svgText, tickBox, unfolding,
} from "./kit.js";
import { foot } from "./share.js";
import { ticker } from "./ticker.js";

const VIEW = { width: 760, height: 340 };
const LEFT = 46, RIGHT = 520, TOP = 34, FLOOR = 284, BARS = 566;
const TURN = 45; // milliseconds an epoch takes to be drawn
const LABELS = { width: "Hidden neurons", lam: "Penalty lam", p_drop: "Dropout p_drop" };

const percent = (share) => `${(100 * share).toFixed(1)}%`;

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-knobs");
  const scene = model.get("scene"), names = Object.keys(LABELS);
  const setting = () => ({ ...Object.fromEntries(names.map((name) => [name, model.get(name)])),
    sloppy: model.get("sloppy"), seed: model.get("seed") });
  let picked = setting(), run = model.get("run"), grey = null, dragging = false;
  let shown = Infinity; // how many epochs are drawn
  const sweeps = new Map();

  // ---- the parts
  const picture = svg("svg", {
    class: "downslope-network", role: "img", viewBox: `0 0 ${VIEW.width} ${VIEW.height}`,
  });
  const train = button("Train", () => (playing.running() ? pause() : start()), { className: "primary" });
  const keep = button("Keep in grey", () => {
    grey = grey ? null : run;
    keep.textContent = grey ? "Take the grey away" : "Keep in grey";
    draw();
  });
  const sloppy = tickBox("20 % wrong labels", model.get("sloppy"), (on) => choose("sloppy", on));
  const buttons = make("div", { className: "downslope-buttons", role: "group" },
    hideable("train", make("span", { className: "downslope-walk" }, train,
      button("Step", () => (pause(), reach(shown >= last() ? 1 : shown + 1))),
      button("Reset", () => (pause(), reach(0))))),
    hideable("grey", keep),
    hideable("draw", button("Other luck", () => choose("seed", model.get("seed") + 1))),
    hideable("sloppy", sloppy));
  const sliders = names.map((name) => ({ name, ...slider({
    label: LABELS[name], values: scene[name].map((_, i) => i),
    show: (i) => short(scene[name][i]),
    grab: () => ask(name),
    move: (i) => {
      pause();
      shown = Infinity;
      dragging = true;
      picked[name] = scene[name][i];
      ask(name);
      lookUp(name);
    },
    drop: () => {
      dragging = false;
      choose(name, picked[name]);
      if (told()) adopt(); // dropped where it was taken: Python has nothing to say
    },
  }) }));
  const status = statusLine();
  const playing = ticker(train, status, TURN);
  const table = unfolding("The numbers as a table", () => numbersTable(
    ["epoch", "training loss", "validation loss"],
    drawn(0).map((loss, k) => [String(k), loss.toFixed(4), run.curves[1][k].toFixed(4)])));
  root.append(picture, buttons, make("div", { className: "downslope-controls" },
    ...sliders.map(({ name, row }) => hideable(name, row))), status,
  foot(table.details, {
    root, model, status, pictures: () => [picture], caption: () => caption(),
    name: () => `downslope-knobs-${root.dataset.shown.replaceAll(" ", "-")}`,
  }));

  // ---- the numbers
  const last = () => (run.trouble ? 0 : run.curves[0].length);
  const drawn = (which) => (run.trouble ? [] : run.curves[which].slice(0, shown));
  const caption = () => [...names.map((name) => `${LABELS[name]} ${short(run[name])}`),
    run.sloppy ? "20 % wrong labels" : "clean labels"].join(", ");
  const told = () => settled(model, [...names, "sloppy", "seed"]);
  const place = (name, at) => JSON.stringify([name, { ...at, [name]: 0 }]);
  model.on("change:run", () => dragging || adopt());
  model.on("msg:custom", (answer) => {
    if (!("sweep" in answer)) return;
    // the question may have overtaken what was told before it: then what it was to find is to be asked anew
    for (const [key, known] of sweeps) if (known === "asked") sweeps.delete(key);
    sweeps.set(place(answer.sweep, answer.at), answer.runs);
    root.dataset.sweep = answer.sweep;
    if (dragging) lookUp(answer.sweep);
  });
  function adopt() {
    picked = setting();
    sliders.forEach(({ name, set }) => set(scene[name].indexOf(picked[name])));
    sloppy.querySelector("input").checked = picked.sloppy;
    if (!told()) return; // Python has not answered yet
    run = model.get("run");
    draw();
    say();
  }
  function choose(name, value) {
    pause();
    shown = Infinity;
    model.set(name, value);
    model.save_changes();
  }
  function ask(name) {
    const key = place(name, picked);
    const known = sweeps.get(key);
    if (known === "asked" || known?.every((one) => one)) return;
    sweeps.set(key, "asked");
    model.send({ sweep: name });
  }
  function lookUp(name) {
    const runs = sweeps.get(place(name, picked));
    const found = Array.isArray(runs) && runs[scene[name].indexOf(picked[name])];
    if (!found) return tell("This network is not trained yet. Let go, and it will be.");
    run = found;
    draw();
    say();
  }

  // ---- training again, epoch by epoch
  function reach(count) {
    shown = Math.max(0, Math.min(last(), count));
    draw();
    say();
  }
  function start() {
    if (shown >= last()) shown = 0;
    if (calmMotion()) return reach(last());
    playing.start(() => {
      shown += 1;
      if (shown >= last()) return pause();
      draw();
      say();
    });
    draw();
    say();
  }
  function pause() {
    if (playing.stop()) reach(shown);
  }

  // ---- the picture
  const level = (v) => FLOOR - ((FLOOR - TOP) * Math.min(v, scene.highest)) / scene.highest;
  const across = (k) => LEFT + 6 + ((RIGHT - LEFT - 16) * k) / Math.max(1, last() - 1);
  const curve = (losses, kind) => svg("polyline", { class: `curve ${kind}`,
    points: losses.map((loss, k) => `${across(k).toFixed(2)},${level(loss).toFixed(2)}`).join(" ") });
  function axes() {
    const parts = [svg("rect", { class: "panel", x: LEFT, y: TOP, rx: 5, width: RIGHT - LEFT, height: FLOOR - TOP })];
    for (let v = 0; v <= scene.highest; v += 0.5) {
      parts.push(svg("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: level(v), y2: level(v) }),
        svgText(v.toFixed(1), LEFT - 7, level(v) + 4, "level"));
    }
    for (let k = 0; k < last(); k += 10) parts.push(svgText(String(k), across(k), FLOOR + 17, "axis"));
    return [...parts, svgText("epoch", (LEFT + RIGHT) / 2, FLOOR + 36, "axis"),
      svgText("loss", LEFT - 18, TOP - 18, "axis")];
  }
  function labels(train, val) {
    if (!train.length) return [];
    const k = train.length - 1, x = Math.max(across(k) - 6, LEFT + 110);
    const [a, b] = [level(train[k]), level(val[k])], close = Math.abs(a - b) < 34;
    const [up, down] = [Math.min(a, b), Math.max(a, b)];
    const at = (y) => (close ? (y === up ? up - 10 : down + 20) : y - 10);
    const tie = a === b;
    return [svgText("training", x, Math.min(FLOOR - 5, tie ? down + 20 : at(a)), "nametrain"),
      svgText("validation", x, tie ? up - 10 : Math.min(FLOOR - 5, at(b)), "nameval")];
  }
  function lowest(val) {
    const { best } = run;
    if (val.length <= best) return [];
    const x = across(best), y = level(val[best]), right = best > last() * 0.7;
    const words = svgText(`lowest in validation: epoch ${best}`, right ? x - 8 : x + 8, TOP + 16, "note");
    words.style.textAnchor = right ? "end" : "start";
    return [svg("line", { class: "lowest", x1: x, x2: x, y1: TOP, y2: FLOOR }),
      svg("circle", { class: "dot", cx: x, cy: y, r: 5.5 }), words];
  }
  function bars() {
    const all = [["train", run.right[0], ["right in", "training"]],
      ["val", run.right[1], ["right in", "validation"]]];
    if (run.wrong) all.push(["heart", run.by_heart / run.wrong, ["wrong labels", "by heart"]]);
    const parts = [svg("line", { class: "grid", x1: BARS - 34, x2: VIEW.width, y1: FLOOR, y2: FLOOR })];
    all.forEach(([kind, share, words], i) => {
      const x = BARS + i * 78, y = FLOOR - (FLOOR - TOP - 14) * share;
      parts.push(svg("rect", { class: `bar ${kind}`, x: x - 22, y, width: 44, height: FLOOR - y, rx: 3 }),
        svgText(kind === "heart" ? `${run.by_heart} of ${run.wrong}` : percent(share), x, y - 7, "value"),
        ...words.map((word, line) => svgText(word, x, FLOOR + 17 + 16 * line, "axis")));
    });
    return parts;
  }
  function draw() {
    if (run.trouble) {
      picture.replaceChildren();
      root.dataset.ready = "trouble";
      return;
    }
    const [losses, val] = [drawn(0), drawn(1)], old = grey && !grey.trouble && grey !== run;
    picture.replaceChildren(...axes(),
      ...(old ? [curve(grey.curves[0], "train grey"), curve(grey.curves[1], "val grey")] : []),
      ...lowest(val), curve(losses, "train"), curve(val, "val"), ...labels(losses, val),
      ...(losses.length === last() ? bars() : []));
    root.dataset.ready = "run";
    root.dataset.epochs = losses.length;
    root.dataset.shown = names.map((name) => run[name]).join(" ") + (run.sloppy ? "" : " clean");
    root.dataset.end = JSON.stringify([losses.at(-1), val.at(-1)]);
  }
  function tell(words) {
    if (status.textContent !== words) status.textContent = words;
  }
  function say() {
    const k = drawn(0).length;
    const words = run.trouble || k === last() ? run.words
      : `${k} of ${last()} epochs` + (k ? `: the loss is ${run.curves[0][k - 1].toFixed(2)} in training, ` +
        `${run.curves[1][k - 1].toFixed(2)} in validation.` : " are trained.");
    tell(words);
    status.classList.toggle("warning", Boolean(run.trouble));
    picture.setAttribute("aria-label", `The loss in training and in validation, epoch by epoch. ${words}`);
    table.renew();
  }
  adopt();
  hideAsTold(root, model);
  return playing.stop;
}

export default { render };
