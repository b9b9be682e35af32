// The mountain with two knobs: place the start on the map, turn the land, set learning rates, step.
// Python computes all trails (routes.js holds them); this shows those that belong to the controls.
import {
  along, button, calmMotion, colours, doubles, fit, keepKeys, make, menu, number, numbersTable,
  onDrag, onKeys, prepare, short, slider, statusLine, tickBox, watch,
} from "./kit.js";
import { countAt, drawCurves, lossRange } from "./curves.js";
import { Directions } from "./directions.js";
import { board } from "./board.js";
import { sample, STYLES } from "./marks.js";
import { ASTRAY, GX, GY, HEIGHT, Routes, RULE_X, RULE_Y } from "./routes.js";

const OFF_MAP = 1e6; // walk.OFF_MAP
const HOP = 300; // milliseconds of a step

const vector = (v, digits = 3) => `(${v.map((part) => number(part, digits)).join(", ")})`;

function render({ model, el: root }) {
  prepare(root);
  let scene = model.get("scene"), heights = doubles(scene.heights);
  let at = model.get("at"), chosen = model.get("chosen"), view = model.get("view");
  let log = model.get("log"), reveal = model.get("reveal");
  let dragging = false, keeping = false, frame = 0, hop = null, speed = 1;
  const steps = scene.steps, many = scene.names.length > 1;
  const routes = new Routes(model, () => {
    draw();
    if (!dragging) say();
  }, (k) => (root.dataset.sweep = k));
  const value = routes.value;
  const random = new Directions(model, () => draw());

  // ---- the parts
  const land = board({
    place: (place) => move(place), done: settle, space: () => play.click(), redraw: () => draw(),
    scene: () => scene, start: () => value.start,
  });
  const chart = keepKeys(make("canvas", {
    className: "downslope-picture", tabIndex: 0, role: "slider", "aria-label": "Step of the run",
    "aria-valuemin": 0, "aria-valuemax": steps,
  }));
  const heading = make("span", { className: "downslope-formula" });
  const formula = make("p", { className: "downslope-worked" });
  const status = statusLine();
  const play = button("Play", () => (frame ? pause() : start()), { className: "primary" });
  const views = [["map", "Contour map"], ["relief", "3-D"]].map(([name, text]) =>
    button(text, () => keep({ view: (view = name) })));
  const presets = menu("Landscape", scene.presets, (name) => {
    pause();
    model.set("preset", name);
    model.save_changes();
  });
  const chips = scene.names.map((name, k) =>
    button("", () => keep({ chosen: (chosen = k) }), { className: "downslope-chip" }));
  const rate = slider({
    label: "Learning rate lr", values: scene.rates, show: short,
    grab: () => routes.askSweep(chosen), move: (i) => slide(i), drop: settle,
  });
  const limit = make("span", { className: "downslope-limit", title: "beyond it a descent climbs" });
  rate.track.append(limit);
  const speeds = menu("Speed", [[0.5, "slow"], [1, "normal"], [4, "fast"]], (v) => (speed = v));
  speeds.select.value = 1;
  const buttons = make("div", { className: "downslope-buttons", role: "group" },
    play, button("Step", () => walk(1)), button("Step back", () => walk(-1)),
    button("Reset", () => (pause(), show(0))), speeds.label,
    tickBox("arrows", reveal, (on) => keep({ reveal: (reveal = on) })));
  const panel = make("details", {}, keepKeys(make("summary", { textContent: "100 random directions" })),
    random.canvas, random.words);
  const table = make("details", {}, keepKeys(make("summary", { textContent: "The run as a table" })));
  const side = make("div", {}, chart,
    tickBox("logarithmic losses", log, (on) => keep({ log: (log = on) })), panel);
  root.append(
    make("div", { className: "downslope-top" }, heading,
      make("span", { className: "downslope-choice", role: "group", "aria-label": "View" }, ...views),
      presets.label),
    make("div", { className: "downslope-stage" }, land.element, side), formula,
    make("div", { className: "downslope-choice downslope-hikers", role: "group", "aria-label": "Hiker",
      hidden: !many }, ...chips),
    buttons, make("div", { className: "downslope-controls" }, rate.row), status, table);
  panel.addEventListener("toggle", () => draw());
  table.addEventListener("toggle", () => table.open && fillTable());

  // ---- the numbers
  const last = () => Math.max(...scene.names.map((_, k) => routes.last(k)));
  const step = (k) => Math.min(at, routes.last(k));
  const cell = (column, k = chosen) => routes.cell(k, step(k), column);
  const trouble = () => routes.run.troubles[chosen];
  const gone = (k) => !routes.at(k, step(k)).every((v) => Math.abs(v) <= OFF_MAP);

  function move(place) {
    pause();
    dragging = true;
    at = 0;
    routes.place(place);
    draw();
  }
  function slide(i) {
    pause();
    dragging = true;
    at = steps;
    if (routes.rate(chosen, i)) draw();
  }
  function settle() {
    dragging = false;
    keep({ start: [...value.start], lrs: [...value.lrs], at });
  }
  /** Tell Python where things stand now, and the reader what that means. */
  function keep(traits) {
    keeping = true; // what is told from here needs no answer here
    for (const [name, trait] of Object.entries(traits)) model.set(name, trait);
    keeping = false;
    model.save_changes();
    furnish();
    draw();
    say();
  }
  model.on("change:start change:lrs change:chosen", () => {
    if (dragging || keeping) return;
    Object.assign(value, routes.standing());
    chosen = model.get("chosen");
    furnish();
    routes.adopt();
  });
  model.on("change:at", () => {
    if (!dragging && model.get("at") !== at) show(model.get("at"));
  });
  model.on("change:scene", () => {
    scene = model.get("scene");
    heights = doubles(scene.heights);
    at = model.get("at");
    Object.assign(value, routes.standing());
    furnish();
    routes.adopt();
  });

  // ---- walking
  function show(k) {
    at = Math.max(0, Math.min(last(), k));
    hop = null;
    keep({ at });
  }
  function walk(by) {
    pause();
    const from = at;
    show(at + by);
    if (!calmMotion() && at !== from) animate(from, () => say());
  }
  function animate(from, then) {
    const begun = performance.now(), time = Math.max(50, HOP - from * 14) / speed;
    const turn = (now) => {
      const part = Math.min(1, (now - begun) / time);
      hop = part < 1 ? { from, part: part * part * (3 - 2 * part) } : null;
      draw();
      if (part < 1) frame = requestAnimationFrame(turn);
      else (frame = 0), then();
    };
    frame = requestAnimationFrame(turn);
  }
  function start() {
    if (calmMotion()) return show(at >= last() ? Math.min(10, last()) : at + 10);
    if (at >= last()) show(0);
    play.textContent = "Pause";
    const next = () => {
      if (at >= last() || scene.names.every((_, k) => gone(k))) {
        pause();
        return show(last());
      }
      at += 1;
      animate(at - 1, next);
    };
    next();
  }
  function pause() {
    cancelAnimationFrame(frame);
    frame = 0;
    hop = null;
    if (play.textContent === "Play") return;
    play.textContent = "Play";
    show(at);
  }

  // ---- the picture
  function draw() {
    if (!routes.run || !root.isConnected) return;
    const ink = colours(root);
    const trails = scene.names.map((_, k) => ({
      places: routes.places(k), upto: step(k), look: STYLES[k], known: !routes.run.troubles[k],
    }));
    const place = routes.at(chosen, step(chosen));
    const fan = panel.open && !hop && place.every((v) => Math.abs(v) <= OFF_MAP);
    if (fan) random.ask(place);
    const slope = [cell(GX), cell(GY)], next = [cell(RULE_X), cell(RULE_Y)];
    land.draw({
      view, heights, trails, chosen, hop, ahead: dragging, ink,
      arrows: reveal && !hop && !trouble() && { slope, next },
      marks: reveal, fan: fan && random.answer ? random : null, dropping: dragging && at === 0,
    });
    const [c, width, height] = fit(chart, 196);
    const curves = trails.map(({ upto, look }, k) => {
      const ys = routes.heights(k);
      return { xs: ys.map((_, i) => i), ys, look, upto };
    });
    drawCurves(c, width, height, { curves, total: steps, log, now: at, ahead: dragging,
      shown: lossRange(curves, log, scene.low), title: "loss f(x, y) against step" }, ink);
    if (panel.open && random.answer) random.draw(ink);
    work(place, slope, next);
    root.dataset.ready = trouble() ? "trouble" : "run";
    root.dataset.at = at;
  }
  function work(place, slope, next) {
    const part = (name, text) => make("span", { className: `vector ${name}`, textContent: text });
    const who = many ? `${scene.names[chosen]}: ` : "";
    const here = vector(place);
    if (trouble() || !reveal) {
      return formula.replaceChildren(`${who}w = ${here}`, part("quiet", trouble() ? "" : "gradient hidden"));
    }
    if (gone(chosen)) return formula.replaceChildren(`${who}w = ${here}`, part("quiet", "off the map"));
    if (!scene.plain[chosen]) {
      formula.replaceChildren(part("name", `${who}w = `), here, part("quiet", "∇f = "),
        part("slope", vector(slope)));
      if (next.every(Number.isFinite)) {
        const went = next.map((v, i) => v - place[i]);
        formula.append(part("quiet", "step "), part("lr", vector(went)), " leads to ",
          part("next", vector(next)));
      }
      return;
    }
    formula.replaceChildren(part("name", `${who}w ← w − lr·∇f = `), part("", here), " − ",
      part("lr", short(value.lrs[chosen])), "·", part("slope", vector(slope)), " = ",
      part("next", vector(next)));
    if (cell(ASTRAY)) {
      const went = routes.at(chosen, step(chosen) + 1);
      formula.append(part("astray", `⚠ but the walk went to ${vector(went)}`));
    }
  }
  function sentence() {
    if (trouble()) return trouble();
    const every = scene.names.map((name, k) => [name, k]);
    if (at >= last()) {
      return every.map(([name, k]) => (many ? `${name}: ` : "") +
        (routes.run.troubles[k] || routes.run.verdicts[k])).join(" ");
    }
    const where = every.map(([name, k]) => many ? `${name} at ${number(cell(HEIGHT, k))}`
      : `w = ${vector(routes.at(k, at))}, height ${number(cell(HEIGHT, k))}`);
    if (!reveal && at === 0) return `The start is ${where[0]}. Where is it steepest, and which way?`;
    const steep = Math.hypot(cell(GX), cell(GY));
    const slope = many ? "" : `, steepness |∇f| = ${number(steep)}`;
    return `Step ${at} of ${steps}: ${many ? "heights: " : ""}${where.join(", ")}${slope}.`;
  }
  function say() {
    const words = sentence();
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("warning", /Diverged|terrain\.$/.test(words));
    land.name(`Start ${vector(value.start, 2)} on the map of ${scene.formula}`);
    chart.setAttribute("aria-valuenow", at);
    chart.setAttribute("aria-valuetext", `Step ${at}, loss ${number(cell(HEIGHT))}`);
    if (table.open) fillTable();
  }
  function fillTable() {
    const head = ["step", "x", "y", "height", ...(reveal ? ["∂f/∂x", "∂f/∂y"] : [])];
    const lines = Array.from({ length: routes.last(chosen) + 1 }, (_, k) =>
      [k, ...head.slice(1).map((_, column) => number(routes.cell(chosen, k, column), 4))]);
    table.querySelector("table")?.remove();
    table.append(numbersTable(head, lines));
  }
  onDrag(chart, (pixel, width) => (pause(), show(Math.round(countAt(pixel, width, steps)))));
  onKeys(chart, (by) => (pause(), show(at + by)), () => play.click());

  // ---- furnish it and show the first picture
  function furnish() {
    heading.textContent = scene.formula;
    presets.select.value = model.get("preset");
    views.forEach((choice, i) => choice.setAttribute("aria-pressed", view === ["map", "relief"][i]));
    chips.forEach((chip, k) => {
      chip.setAttribute("aria-pressed", k === chosen);
      chip.replaceChildren(sample(STYLES[k]), `${scene.names[k]} · lr ${short(value.lrs[k])}`);
    });
    rate.setValues(scene.rates);
    rate.set(value.lrs[chosen]);
    const known = scene.limit !== null && scene.plain[chosen];
    limit.hidden = !known;
    rate.track.classList.toggle("limited", known);
    if (!known) return;
    rate.track.style.setProperty("--at", along(scene.rates, scene.limit));
    limit.textContent = `limit ${short(scene.limit)}`;
  }
  furnish();
  routes.adopt();
  say();
  const unwatch = watch(root, draw);
  return () => (cancelAnimationFrame(frame), unwatch());
}

export default { render };
