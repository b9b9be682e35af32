// The mountain with two knobs: place the start on the map, turn the land, set learning rates, step.
// Python computes all trails (routes.js holds them); this shows those that belong to the controls.
import {
  along, button, colours, doubles, fit, hideable, hideAsTold, hush, keepKeys, make, menu, number, onDrag, onKeys,
  prepare, short, slider, statusLine, tickBox, unfolding, watch,
} from "./kit.js";
import { countAt, drawCurves, lossRange } from "./curves.js";
import { Directions } from "./directions.js";
import { board } from "./board.js";
import { sample, STYLES } from "./marks.js";
import { GX, GY, HEIGHT, Routes, RULE_X, RULE_Y } from "./routes.js";
import { Walking, PACES } from "./walking.js";
import { Flag } from "./flag.js";
import { foot } from "./share.js";
import { gone, told, trailTable, vector, workedPlace } from "./captions.js";

function render({ model, el: root }) {
  prepare(root);
  let scene = model.get("scene"), heights = doubles(scene.heights);
  let chosen = model.get("chosen"), view = model.get("view"), sight = model.get("sight");
  let log = model.get("log"), reveal = model.get("reveal"), dragging = false, keeping = false;
  const steps = scene.steps, many = scene.names.length > 1;
  const routes = new Routes(model, () => {
    draw();
    if (!dragging) say();
  }, (k) => (root.dataset.sweep = k));
  const value = routes.value;
  const random = new Directions(model, () => draw());
  const flag = new Flag(model, () => (draw(), say()));
  const last = () => Math.max(...scene.names.map((_, k) => routes.last(k)));
  const walking = new Walking({
    last,
    lost: (at) => scene.names.every((_, k) => gone(routes, k, Math.min(at, routes.last(k)))),
    pace: () => model.get("pace"),
    draw: () => draw(),
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
  const land = board({
    place: (place) => move(place), done: settle, space: () => play.click(), redraw: () => draw(),
    scene: () => scene, start: () => (flag.planting ? flag.place : value.start),
  });
  const chart = keepKeys(make("canvas", {
    className: "downslope-picture", tabIndex: 0, role: "slider", "aria-label": "Step of the run",
    "aria-valuemin": 0, "aria-valuemax": steps,
  }));
  const heading = make("span", { className: "downslope-formula" });
  const formula = make("p", { className: "downslope-worked" });
  const status = statusLine();
  const go = (on) => () => ((flag.planting = false), on());
  const play = button("Play", go(() => walking.play()), { className: "primary" });
  const views = [["map", "Contour map"], ["relief", "3-D"]].map(([name, text]) =>
    button(text, () => keep({ view: (view = name) })));
  const presets = menu("Landscape", scene.presets, (name) => {
    walking.pause();
    model.set("preset", name);
    model.save_changes();
  });
  const chips = scene.names.map((name, k) =>
    button("", () => keep({ chosen: (chosen = k) }), { className: "downslope-chip" }));
  const rate = slider({
    label: "Learning rate lr", values: scene.rates, show: short,
    grab: () => routes.askSweep(chosen), move: (i) => slide(i), drop: settle,
  });
  const fog = slider({
    label: "Fog", values: scene.sights.map((_, i) => i),
    show: (i) => (scene.sights[i] === null ? "clear" : `sees ±${scene.sights[i]}`),
    move: (i) => ((sight = scene.sights[i]), draw()), drop: () => keep({ sight }),
  });
  const limit = make("span", { className: "downslope-limit", title: "beyond it a descent climbs" });
  rate.track.append(limit);
  const pace = menu("Speed", Object.keys(PACES).map((name) => [name, name]),
    (name) => keep({ pace: name }));
  const arrows = tickBox("arrows", reveal, (on) => keep({ reveal: (reveal = on) }));
  const logTick = tickBox("logarithmic losses", log, (on) => keep({ log: (log = on) }));
  const plant = button("Plant a flag", () => (flag.stands ? flag.take() : predict()));
  const walk = make("span", { className: "downslope-walk" },
    play, button("Step", go(() => walking.step(1))), button("Step back", () => walking.step(-1)),
    button("Reset", () => (walking.pause(), walking.show(0))));
  const buttons = make("div", { className: "downslope-buttons", role: "group" },
    hideable("walk", walk), hideable("pace", pace.label), hideable("flag", plant),
    hideable("arrows", arrows));
  const panel = make("details", {}, keepKeys(make("summary", { textContent: "100 random directions" })),
    random.canvas, random.words);
  panel.addEventListener("toggle", () => draw());
  const table = unfolding("The run as a table", () =>
    trailTable(routes, chosen, flag.hides ? step(chosen) : routes.last(chosen), reveal));
  const end = foot(table.details, {
    root, model, status,
    pictures: () => [land.seen(), chart],
    caption: () => `${scene.formula}     lr = ${value.lrs.map(short).join(", ")}     ` +
      `step ${walking.at} of ${steps}`,
    name: () => `downslope-${model.get("preset")}-step${walking.at}`,
  });
  const side = make("div", {}, chart,
    hideable("log", logTick),
    hideable("directions", panel));
  root.append(
    make("div", { className: "downslope-top" }, heading, hideable("view", make("span",
      { className: "downslope-choice", role: "group", "aria-label": "View" }, ...views)),
    hideable("landscape", presets.label)),
    make("div", { className: "downslope-stage" }, land.element, side), formula,
    hideable("hikers", make("div", { className: "downslope-choice downslope-hikers", role: "group",
      "aria-label": "Hiker", hidden: !many }, ...chips)),
    buttons, make("div", { className: "downslope-controls" }, hideable("lr", rate.row),
      hideable("fog", fog.row)), status, end);

  // ---- the numbers
  const step = (k) => Math.min(walking.at, routes.last(k));
  const cell = (column) => routes.cell(chosen, step(chosen), column);
  const trouble = () => routes.run.troubles[chosen];

  function move(place) {
    if (flag.planting) return flag.move(place);
    walking.pause();
    dragging = true;
    walking.at = 0;
    routes.place(place);
    draw();
  }
  function slide(i) {
    walking.pause();
    dragging = true;
    walking.at = flag.hides ? 0 : steps;
    if (routes.rate(chosen, i)) draw();
  }
  function settle() {
    if (!dragging) return; // it was the flag that was moved
    dragging = false;
    keep({ start: [...value.start], lrs: [...value.lrs], at: walking.at });
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
  function adopt() {
    Object.assign(value, routes.standing());
    [chosen, sight, view, log, reveal] = ["chosen", "sight", "view", "log", "reveal"].map((name) => model.get(name));
    furnish();
    routes.adopt();
  }
  model.on("change:start change:lrs change:chosen change:sight change:view change:log change:reveal change:pace",
    () => dragging || keeping || adopt());
  model.on("change:at", () => {
    if (!dragging && !keeping && model.get("at") !== walking.at) walking.show(model.get("at"));
  });
  model.on("change:scene", () => {
    scene = model.get("scene");
    heights = doubles(scene.heights);
    walking.at = model.get("at");
    adopt();
  });
  function predict() {
    walking.pause();
    if (view !== "map") keep({ view: (view = "map") }); // a flag is planted on the map
    walking.show(0);
    flag.plant([...routes.at(chosen, 0)]);
    land.focus();
  }

  // ---- the picture
  function draw() {
    if (!routes.run || !root.isConnected) return;
    const ink = colours(root), { at, hop } = walking;
    if (at >= last()) flag.seen = true;
    const ahead = dragging && !flag.hides; // the rest of the run: faintly, while a slider moves
    const trails = scene.names.map((_, k) => ({
      places: routes.places(k), upto: step(k), look: STYLES[k], known: !routes.run.troubles[k],
    }));
    const place = routes.at(chosen, step(chosen)), away = gone(routes, chosen, step(chosen));
    const fan = panel.open && !hop && !away;
    if (fan) random.ask(place);
    const slope = [cell(GX), cell(GY)], next = [cell(RULE_X), cell(RULE_Y)];
    land.draw({
      view, heights, trails, chosen, hop, ahead, ink, sight,
      arrows: reveal && !hop && !trouble() && { slope, next },
      marks: reveal, fan: fan && random.answer ? random : null,
      flag: flag.stands && { place: flag.place, name: flag.seen ? "!" : "?",
        end: at >= last() && !hop && !away ? place : null },
    });
    const [c, width, height] = fit(chart, 196);
    const curves = trails.map(({ upto, look }, k) => {
      const ys = routes.heights(k);
      return { xs: ys.map((_, i) => i), ys, look, upto };
    });
    drawCurves(c, width, height, { curves, total: steps, log, now: at, ahead,
      shown: lossRange(curves, log, scene.low), title: `${scene.loss} against step` }, ink);
    if (panel.open && random.answer) random.draw(ink);
    formula.replaceChildren(...workedPlace(routes, chosen, step(chosen), reveal));
    plant.textContent = flag.stands ? "Take the flag away" : "Plant a flag";
    root.dataset.ready = trouble() ? "trouble" : "run";
    root.dataset.at = at;
  }
  function say() {
    if (!routes.run) return;
    const words = told(routes, walking.at, last(), chosen, reveal, flag);
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("warning", /Diverged|terrain\.$/.test(words));
    const name = flag.planting ? `Your flag ${vector(flag.place, 2)}` : `Start ${vector(value.start, 2)}`;
    land.name(`${name} on the map of ${scene.formula}`);
    chart.setAttribute("aria-valuenow", walking.at);
    chart.setAttribute("aria-valuetext", `Step ${walking.at}, loss ${number(cell(HEIGHT))}`);
    table.renew();
  }
  onDrag(chart, (pixel, width) =>
    (walking.pause(), walking.show(Math.round(countAt(pixel, width, steps)))));
  onKeys(chart, (by) => (walking.pause(), walking.show(walking.at + by)), () => play.click());
  land.element.addEventListener("keydown", ({ key }) => {
    if (key !== "Enter" || !flag.planting) return;
    flag.planting = false; // from now on the keys move the start again
    say();
  });

  // ---- furnish it and show the first picture
  function furnish() {
    heading.textContent = scene.formula;
    presets.select.value = model.get("preset");
    pace.select.value = model.get("pace");
    arrows.querySelector("input").checked = reveal;
    logTick.querySelector("input").checked = log;
    views.forEach((choice, i) => choice.setAttribute("aria-pressed", view === ["map", "relief"][i]));
    chips.forEach((chip, k) => {
      chip.setAttribute("aria-pressed", k === chosen);
      chip.replaceChildren(sample(STYLES[k]), `${scene.names[k]} · lr ${short(value.lrs[k])}`);
    });
    fog.setValues(scene.sights.map((_, i) => i));
    fog.set(Math.max(0, scene.sights.indexOf(sight)));
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
  hideAsTold(root, model);
  const unwatch = watch(root, draw);
  return () => (walking.stop(), unwatch());
}

export default { render };
