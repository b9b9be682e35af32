// The mountain: drag the hiker, set the learning rate, step. Python computes all runs (runs.js
// holds them); this shows the one that belongs to the sliders.
import {
  along, button, colours, doubles, fit, hideable, hideAsTold, hush, keepKeys, make, menu, nearest,
  number, onDrag, onKeys, prepare, short, slider, statusLine, tickBox, unfolding, watch,
} from "./kit.js";
import { scales, Terrain } from "./terrain.js";
import {
  drawArrow, drawAway, drawFlag, drawHiker, drawMiss, drawTangent, drawTrail,
} from "./hiker.js";
import { drawChart, stepAt } from "./chart.js";
import { HEIGHT, PLACE, RULE, Runs, SLOPE } from "./runs.js";
import { Walking, PACES } from "./walking.js";
import { Flag } from "./flag.js";
import { foot } from "./share.js";
import { onMap, runTable, sentence, worked } from "./words.js";

const TALL = 330; // pixels

function render({ model, el: root }) {
  prepare(root);
  let scene = model.get("scene"), hill = doubles(scene.hill);
  const descent = scene.kind === "descent", steps = scene.steps;
  const runs = new Runs(model, () => {
    draw();
    if (!dragging) say();
  }, (axis) => (root.dataset.sweep = axis));
  const value = runs.value, cell = (k, column) => runs.cell(k, column);
  let sight = model.get("sight"), reveal = model.get("reveal"), dragging = false;
  const terrain = new Terrain();
  const flag = new Flag(model, () => (draw(), say()));
  const walking = new Walking({
    last: () => runs.last,
    lost: (k) => Math.abs(cell(k, PLACE)) > 30 * Math.max(...scene.xlim.map(Math.abs)),
    pace: () => model.get("pace"),
    draw,
    told() {
      if (walking.at > 0) flag.planting = false;
      keep({ at: walking.at });
    },
    passing: () => say(),
    label(playing) {
      play.textContent = playing ? "Pause" : "Play";
      hush(status, playing);
    },
  }, model.get("at"));

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
  const go = (on) => () => ((flag.planting = false), on());
  const play = button("Play", go(() => walking.play()), { className: "primary" });
  const pace = menu("Speed", Object.keys(PACES).map((name) => [name, name]),
    (name) => keep({ pace: name }));
  const walk = make("span", { className: "downslope-walk" },
    play, button("Step", go(() => walking.step(1))), button("Step back", () => walking.step(-1)),
    button("Reset", () => (walking.pause(), walking.show(0))));
  const buttons = make("div", { className: "downslope-buttons", role: "group" },
    hideable("walk", walk), hideable("pace", pace.label));
  const plant = button("Plant a flag", () => (flag.stands ? flag.take() : predict()));
  const logTick = tickBox("log scale", model.get("log"), (on) => keep({ log: on }));
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
    walking.pause();
    model.set("preset", name);
    model.save_changes();
  });
  const table = unfolding("The run as a table", () =>
    runTable(runs, descent && !flag.hides ? runs.last : walking.at, reveal));
  const top = make("div", { className: "downslope-top" }, heading);
  const controls = make("div", { className: "downslope-controls" },
    hideable("lr", sliders.lr.row));
  if (descent) {
    top.append(hideable("landscape", presets.label));
    buttons.append(hideable("flag", plant), hideable("log", logTick));
    controls.append(hideable("start", sliders.start.row));
  } else buttons.append(hideable("arrows", tick));
  controls.append(hideable("fog", fogSlider.row));
  const pictures = descent ? [mountain, chart] : [mountain];
  const last = foot(table.details, {
    root, model, pictures: () => pictures,
    status,
    caption: () => `${scene.formula}     lr = ${short(value.lr)}     step ${walking.at} of ${steps}`,
    name: () => `downslope-${model.get("preset")}-lr${value.lr}-step${walking.at}`,
  });
  root.append(top, mountain, formula, ...pictures.slice(1), buttons, controls, status, last);

  // ---- the numbers

  function slide(axis, i) {
    walking.pause();
    dragging = true;
    walking.at = axis === "lr" && descent && !flag.hides ? steps : 0;
    const here = runs.move(axis, i);
    if (axis === "start") sliders.start.set(value.start);
    if (here) draw();
  }
  function settle(axis) {
    dragging = false;
    keep({ [axis]: value[axis], at: walking.at });
    runs.adopt();
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
    if (!dragging && model.get("at") !== walking.at) walking.show(model.get("at"));
  });
  model.on("change:sight change:reveal change:log change:pace", () => (dress(), draw(), say()));
  model.on("change:scene", () => {
    scene = model.get("scene");
    hill = doubles(scene.hill);
    furnish();
    runs.adopt();
  });

  // ---- a prediction
  function predict() {
    walking.pause();
    walking.show(0);
    flag.plant(axis()[nearest(axis(), cell(0, PLACE))]);
    mountain.focus();
  }

  // ---- the picture
  function standing() {
    const { at, hop } = walking;
    const [x, y] = [cell(at, PLACE), cell(at, HEIGHT)];
    if (!hop) return [x, y, 0];
    const [x0, y0] = [cell(hop.from, PLACE), cell(hop.from, HEIGHT)], t = hop.part;
    const arc = Math.min(0.2, Math.abs(x - x0) / (scene.xlim[1] - scene.xlim[0]));
    const lift = 4 * t * (1 - t) * arc * (scene.ylim[1] - scene.ylim[0]);
    return [x0 + t * (x - x0), y0 + t * (y - y0) + lift, Math.sin(t * 3 * Math.PI) ** 2];
  }
  function draw() {
    if (!runs.run || !root.isConnected) return;
    const ink = colours(root), { at, hop } = walking;
    if (at >= runs.last) flag.seen = true;
    const [c, width, height] = fit(mountain, TALL);
    const s = scales(width, height, scene);
    const [x, y, stride] = standing();
    terrain.draw(c, s, scene, hill, ink, x, sight);
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
    const rest = dragging && !flag.hides && sight === null; // of the run: faintly, while a slider moves
    if (descent || at > 0) drawTrail(c, s, places, at, rest, ink);
    if (flag.stands) {
      if (at === steps && onMap(scene, x) && !hop) drawMiss(c, s, flag.place, x, ground(flag.place), ink);
      drawFlag(c, s, flag.place, ground(flag.place), flag.seen ? "!" : "?", ink);
    }
    const still = known && !hop && reveal && onMap(scene, x);
    if (still) drawTangent(c, s, x, y, slope, ink);
    const px = Math.max(s.left + 14, Math.min(s.left + s.w - 14, s.X(x)));
    const py = Math.max(s.top + 36, Math.min(s.top + s.h, s.Y(y)));
    const way = hop ? Math.sign(cell(at, PLACE) - cell(hop.from, PLACE)) : known && -Math.sign(slope);
    drawHiker(c, px, py, reveal ? way || 1 : 1, stride, ink);
    if (!onMap(scene, x)) drawAway(c, px, py, x, ink);
    if (still && (at < steps || !descent)) {
      const foot = onMap(scene, next) && seen(next) ? ground(next) : null;
      const words = `lr·|slope| = ${number(Math.abs(next - x))}`;
      drawArrow(c, s, x, next, y, foot, words, ink);
    }
    c.restore();
    if (descent) {
      const [d, w, h] = fit(chart, 118);
      const losses = places.map(([, loss]) => loss);
      drawChart(d, w, h, losses, at, rest, scene.ylim, ink, `${scene.loss} against step`, model.get("log"));
    }
    formula.replaceChildren(...worked(runs, at, reveal));
    plant.textContent = flag.stands ? "Take the flag away" : "Plant a flag";
    root.dataset.ready = runs.run.trouble ? "trouble" : "run";
    root.dataset.at = at;
  }
  function say() {
    if (!runs.run) return;
    const { at } = walking, words = sentence(runs, at, reveal, flag);
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("warning", /^Diverged|terrain\.$/.test(words));
    const [low, high] = scene.xlim, place = flag.planting ? flag.place : cell(at, PLACE);
    const aria = { valuemin: low, valuemax: high, valuenow: place, valuetext: words };
    for (const [name, said] of Object.entries(aria)) mountain.setAttribute(`aria-${name}`, said);
    mountain.setAttribute("aria-label", flag.planting ? "Your flag's place x" : "Hiker's place x");
    chart.setAttribute("aria-valuenow", at);
    chart.setAttribute("aria-valuetext", `Step ${at}, loss ${number(cell(at, HEIGHT))}`);
    table.renew();
  }

  // ---- hands on the pictures
  const axis = () => scene.axes.start;
  mountain.addEventListener("focus", () => runs.ask("start"));
  onDrag(mountain, (pixel, width) => {
    const i = nearest(axis(), scales(width, TALL, scene).place(pixel));
    if (flag.planting) flag.move(axis()[i]);
    else slide("start", i);
  }, () => flag.planting || settle("start"));
  onKeys(mountain, (by) => {
    const i = nearest(axis(), flag.planting ? flag.place : value.start) + by;
    const inside = Math.max(0, Math.min(axis().length - 1, i));
    if (flag.planting) return flag.move(axis()[inside]);
    slide("start", inside);
    settle("start");
  }, () => play.click());
  mountain.addEventListener("keydown", ({ key }) => {
    if (key !== "Enter" || !flag.planting) return;
    flag.planting = false; // from now on the keys move the hiker again
    say();
  });
  onDrag(chart, (pixel, width) => (walking.pause(), walking.show(stepAt(pixel, width, steps))));
  onKeys(chart, (by) => (walking.pause(), walking.show(walking.at + by)), () => play.click());

  // ---- furnish it and show the first picture
  /** Fog, ticks and pace: they change what is seen, not where anything stands. */
  function dress() {
    [sight, reveal] = [model.get("sight"), model.get("reveal")];
    fogSlider.setValues(scene.sights.map((_, i) => i));
    fogSlider.set(Math.max(0, scene.sights.indexOf(sight)));
    tick.querySelector("input").checked = reveal;
    logTick.querySelector("input").checked = model.get("log");
    pace.select.value = model.get("pace");
  }
  function furnish() {
    heading.textContent = scene.formula;
    presets.select.value = model.get("preset");
    for (const name of ["lr", "start"]) {
      sliders[name].setValues(scene.axes[name]);
      sliders[name].set((value[name] = model.get(name)));
    }
    dress();
    walking.at = model.get("at");
    limit.hidden = scene.limit === null;
    sliders.lr.track.classList.toggle("limited", scene.limit !== null);
    if (scene.limit === null) return;
    sliders.lr.track.style.setProperty("--at", along(scene.axes.lr, scene.limit));
    limit.textContent = `limit ${short(scene.limit)}`;
  }
  furnish();
  runs.adopt();
  hideAsTold(root, model);
  const unwatch = watch(root, draw);
  return () => (walking.stop(), unwatch());
}

export default { render };
