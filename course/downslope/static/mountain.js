// The mountain: drag the hiker, set the learning rate, step. Python computes all runs (runs.js
// holds them); this shows the one that belongs to the sliders.
import {
  along, bracketed, button, calmMotion, colours, doubles, fit, keepKeys, make, menu, nearest,
  number, numbersTable, onDrag, onKeys, prepare, short, slider, statusLine, tickBox, watch,
} from "./kit.js";
import { drawTerrain, scales } from "./terrain.js";
import { drawArrow, drawAway, drawFlag, drawHiker, drawTangent, drawTrail } from "./hiker.js";
import { drawChart, stepAt } from "./chart.js";
import { ASTRAY, HEIGHT, PLACE, RULE, Runs, SLOPE } from "./runs.js";

const TALL = 330; // pixels
const EDGE = 1e6; // walk.EDGE
const HOP = 260; // milliseconds of a step

function render({ model, el: root }) {
  prepare(root);
  let scene = model.get("scene"), hill = doubles(scene.hill);
  const descent = scene.kind === "descent", steps = scene.steps;
  const runs = new Runs(model, () => {
    draw();
    if (!dragging) say();
  }, (axis) => (root.dataset.sweep = axis));
  const value = runs.value, cell = (k, column) => runs.cell(k, column);
  let at = model.get("at"), sight = model.get("sight");
  let reveal = model.get("reveal"), dragging = false, frame = 0, hop = null;

  // ---- the parts
  const mountain = keepKeys(make("canvas", {
    className: "downslope-picture", tabIndex: 0, role: "slider", "aria-label": "Hiker's place x",
  }));
  const chart = keepKeys(make("canvas", {
    className: "downslope-picture", tabIndex: 0, role: "slider", "aria-label": "Step of the run",
    "aria-valuemin": 0, "aria-valuemax": steps,
  }));
  const heading = make("span", { className: "downslope-formula" });
  const formula = make("p", { className: "downslope-worked" });
  const status = statusLine();
  const play = button("Play", () => (frame ? pause() : start()), { className: "primary" });
  const buttons = make("div", { className: "downslope-buttons", role: "group" },
    play, button("Step", () => walk(1)), button("Step back", () => walk(-1)),
    button("Reset", () => (pause(), show(0))));
  const sliders = {
    lr: slider({
      label: "Learning rate lr", values: scene.axes.lr, show: short,
      grab: () => runs.ask("lr"), move: (i) => slide("lr", i), drop: () => settle("lr"),
    }),
    start: slider({
      label: "Start x", values: scene.axes.start, show: (x) => number(x, 2),
      grab: () => runs.ask("start"), move: (i) => slide("start", i), drop: () => settle("start"),
    }),
  };
  const fogSlider = slider({
    label: "Fog", values: scene.sights.map((_, i) => i),
    show: (i) => (scene.sights[i] === null ? "clear" : `sees ±${scene.sights[i]}`),
    move: (i) => ((sight = scene.sights[i]), draw()),
    drop: () => (model.set("sight", sight), model.save_changes()),
  });
  const tick = tickBox("tangent and arrow", reveal, (on) => keep({ reveal: (reveal = on) }));
  const limit = make("span", { className: "downslope-limit", title: "beyond it every step climbs" });
  sliders.lr.track.append(limit);
  const presets = menu("Landscape", scene.presets, (name) => {
    pause();
    model.set("preset", name);
    model.save_changes();
  });
  const table = make("details", {}, keepKeys(make("summary", { textContent: "The run as a table" })));
  const top = make("div", { className: "downslope-top" }, heading);
  const controls = make("div", { className: "downslope-controls" }, sliders.lr.row);
  if (descent) {
    top.append(presets.label);
    controls.append(sliders.start.row);
  } else {
    buttons.append(tick);
    controls.append(fogSlider.row);
  }
  root.append(top, mountain, formula, ...(descent ? [chart] : []), buttons, controls, status, table);

  // ---- the numbers
  const onMap = (x) => x >= scene.xlim[0] && x <= scene.xlim[1];

  function slide(axis, i) {
    pause();
    dragging = true;
    at = axis === "lr" && descent ? steps : 0;
    const here = runs.move(axis, i);
    if (axis === "start") sliders.start.set(value.start);
    if (here) draw();
  }
  function settle(axis) {
    dragging = false;
    keep({ [axis]: value[axis], at });
  }
  /** Tell Python where things stand now, and the reader what that means. */
  function keep(traits) {
    for (const [name, trait] of Object.entries(traits)) model.set(name, trait);
    model.save_changes();
    draw();
    say();
  }
  model.on("change:lr change:start", () => {
    if (dragging) return;
    for (const axis of ["lr", "start"]) sliders[axis].set((value[axis] = model.get(axis)));
    runs.adopt();
  });
  model.on("change:at", () => {
    if (!dragging && model.get("at") !== at) show(model.get("at"));
  });
  model.on("change:scene", () => {
    scene = model.get("scene");
    hill = doubles(scene.hill);
    furnish();
    runs.adopt();
  });

  // ---- walking
  function show(k) {
    at = Math.max(0, Math.min(runs.last, k));
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
    const begun = performance.now(), time = frame === -1 ? Math.max(70, HOP - from * 14) : HOP;
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
    if (calmMotion()) return show(at >= runs.last ? Math.min(10, runs.last) : at + 10);
    if (at >= runs.last) show(0);
    play.textContent = "Pause";
    const next = () => {
      if (at >= runs.last || Math.abs(cell(at, PLACE)) > 30 * Math.max(...scene.xlim.map(Math.abs))) {
        pause();
        return show(runs.last);
      }
      frame = -1;
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
  function standing() {
    const [x, y] = [cell(at, PLACE), cell(at, HEIGHT)];
    if (!hop) return [x, y, 0];
    const [x0, y0] = [cell(hop.from, PLACE), cell(hop.from, HEIGHT)], t = hop.part;
    const arc = Math.min(0.2, Math.abs(x - x0) / (scene.xlim[1] - scene.xlim[0]));
    const lift = 4 * t * (1 - t) * arc * (scene.ylim[1] - scene.ylim[0]);
    return [x0 + t * (x - x0), y0 + t * (y - y0) + lift, Math.sin(t * 3 * Math.PI) ** 2];
  }
  function draw() {
    if (!runs.run || !root.isConnected) return;
    const ink = colours(root);
    const [c, width, height] = fit(mountain, TALL);
    const s = scales(width, height, scene);
    const [x, y, stride] = standing();
    drawTerrain(c, s, scene, hill, ink, x, sight);
    const slope = cell(at, SLOPE), next = cell(at, RULE), known = Number.isFinite(slope);
    const places = runs.places;
    c.save();
    c.beginPath();
    c.rect(s.left, s.top, s.w, s.h);
    c.clip();
    const seen = (place) => sight === null || Math.abs(place - x) <= sight;
    const ground = (place) => hill[Math.round(
      ((place - scene.xlim[0]) / (scene.xlim[1] - scene.xlim[0])) * (hill.length - 1))];
    scene.marks.forEach((mark, i) =>
      drawFlag(c, s, mark, seen(mark) ? ground(mark) : null, String(i + 1), ink));
    if (descent || at > 0) drawTrail(c, s, places, at, dragging, ink);
    const still = known && !hop && reveal && onMap(x);
    if (still) drawTangent(c, s, x, y, slope, ink);
    const px = Math.max(s.left + 14, Math.min(s.left + s.w - 14, s.X(x)));
    const py = Math.max(s.top + 36, Math.min(s.top + s.h, s.Y(y)));
    const way = hop ? Math.sign(cell(at, PLACE) - cell(hop.from, PLACE)) : known && -Math.sign(slope);
    drawHiker(c, px, py, reveal ? way || 1 : 1, stride, ink);
    if (!onMap(x)) drawAway(c, px, py, x, ink);
    if (still && (at < steps || !descent)) {
      const foot = onMap(next) && seen(next) ? ground(next) : null;
      const words = `lr·|slope| = ${number(Math.abs(next - x))}`;
      drawArrow(c, s, x, next, y, foot, words, ink);
    }
    c.restore();
    if (descent) {
      const [d, w, h] = fit(chart, 118);
      drawChart(d, w, h, places.map(([, loss]) => loss), at, dragging, scene.ylim, ink);
    }
    work();
    root.dataset.ready = runs.run.trouble ? "trouble" : "run";
    root.dataset.at = at;
  }
  function work() {
    const [x, slope, rule] = [PLACE, SLOPE, RULE].map((column) => number(cell(at, column)));
    const part = (name, text) => make("span", { className: name, textContent: text });
    if (runs.run.trouble || !reveal) {
      return formula.replaceChildren(`x = ${x}`, part("quiet", runs.run.trouble ? "" : "slope hidden"));
    }
    if (Math.abs(cell(at, PLACE)) > EDGE) {
      return formula.replaceChildren(`x = ${x}`, part("quiet", "off the map, the walk has ended"));
    }
    formula.replaceChildren(
      part("name", "x ← x − lr·slope = "), x, " − ", part("lr", short(value.lr)), "·",
      part("slope", bracketed(slope)), " = ", part("next", rule));
    if (cell(at, ASTRAY)) {
      const went = number(cell(at + 1, PLACE));
      formula.append(part("astray", `⚠ but ${scene.driver || "the walk"} went to ${went}`));
    }
  }
  function sentence() {
    if (runs.run.trouble) return runs.run.trouble;
    const [x, y, slope] = [PLACE, HEIGHT, SLOPE].map((column) => cell(at, column));
    const place = `x = ${number(x)}, height ${number(y)}`;
    if (at === steps && descent) return runs.run.verdict;
    const off = onMap(x) ? "" : " The hiker is off the drawn map.";
    if (descent) return `Step ${at} of ${steps}: ${place}.${off}`;
    if (!reveal) return `The hiker stands at ${place}. Which way is downhill: left, right, or stay?`;
    const way = slope === 0 ? "flat: stay" : `downhill is to the ${slope < 0 ? "right" : "left"}`;
    return `Step ${at}: ${place}, slope ${number(slope)}: ${way}.${off}`;
  }
  function say() {
    const words = sentence();
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("warning", /^Diverged|terrain\.$/.test(words));
    const [low, high] = scene.xlim;
    const aria = { valuemin: low, valuemax: high, valuenow: cell(at, PLACE), valuetext: words };
    for (const [name, text] of Object.entries(aria)) mountain.setAttribute(`aria-${name}`, text);
    chart.setAttribute("aria-valuenow", at);
    chart.setAttribute("aria-valuetext", `Step ${at}, loss ${number(cell(at, HEIGHT))}`);
    if (table.open) fillTable();
  }
  function fillTable() {
    const head = ["step", "x", "height", ...(reveal ? ["slope"] : [])];
    const lines = Array.from({ length: (descent ? runs.last : at) + 1 }, (_, k) =>
      [k, ...head.slice(1).map((_, column) => number(cell(k, column), 4))]);
    table.querySelector("table")?.remove();
    table.append(numbersTable(head, lines));
  }
  table.addEventListener("toggle", () => table.open && fillTable());

  // ---- hands on the pictures
  const axis = () => scene.axes.start;
  mountain.addEventListener("focus", () => runs.ask("start"));
  onDrag(mountain, (pixel, width) => {
    slide("start", nearest(axis(), scales(width, TALL, scene).place(pixel)));
  }, () => settle("start"));
  onKeys(mountain, (by) => {
    const i = nearest(axis(), value.start) + by;
    slide("start", Math.max(0, Math.min(axis().length - 1, i)));
    settle("start");
  }, () => play.click());
  onDrag(chart, (pixel, width) => (pause(), show(stepAt(pixel, width, steps))));
  onKeys(chart, (by) => (pause(), show(at + by)), () => play.click());

  // ---- furnish it and show the first picture
  function furnish() {
    heading.textContent = scene.formula;
    presets.select.value = model.get("preset");
    for (const name of ["lr", "start"]) {
      sliders[name].setValues(scene.axes[name]);
      sliders[name].set((value[name] = model.get(name)));
    }
    fogSlider.set(Math.max(0, scene.sights.indexOf(sight)));
    at = model.get("at");
    limit.hidden = scene.limit === null;
    sliders.lr.track.classList.toggle("limited", scene.limit !== null);
    if (scene.limit === null) return;
    sliders.lr.track.style.setProperty("--at", along(scene.axes.lr, scene.limit));
    limit.textContent = `limit ${short(scene.limit)}`;
  }
  furnish();
  runs.adopt();
  const unwatch = watch(root, draw);
  return () => (cancelAnimationFrame(frame), unwatch());
}

export default { render };
