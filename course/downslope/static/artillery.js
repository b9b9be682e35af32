// The artillery range: turn the knobs and fire, or let the gradient aim. Python computes every shot
// (shots.js holds them); this shows the one that belongs to the knobs.
import { halo } from "./axes.js";
import {
  button, calmMotion, colours, fit, hideable, hideAsTold, hush, keepKeys, make, nearest, number,
  onKeys, prepare, short, slider, statusLine, tickBox, unfolding, watch,
} from "./kit.js";
import { scales, Terrain } from "./terrain.js";
import { drawChart, stepAt } from "./chart.js";
import { drawAftermath, drawCrater, drawFlight, drawGun, drawShell, drawSmoke, drawTarget } from "./gun.js";
import { KNOBS, lever, LOSS, shotLines, shotTable, shotWords, SHOWN, TURN } from "./levers.js";
import { foot } from "./share.js";
import { Shots } from "./shots.js";

const TALL = 360; // pixels
const FLIGHT = 800, HURRIED = 380; // milliseconds of a flight, and while playing
const PLAIN = new Float64Array(241); // the ground, flat
const OLD = 6, FULL = 1.5; // old shots that stay; km² per radian or charge that fill a bar
const TITLES = { angle: "Angle", speed: "Speed", lr: "Learning rate lr" };

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-range");
  let scene = model.get("scene"), at = model.get("at");
  let dragging = false, frame = 0, flying = null, playing = false, old = [];
  let whole = false; // all shots are shown: the learning rate is in hand
  const terrain = new Terrain();
  const shots = new Shots(model, () => {
    at = whole ? shots.last : Math.min(at, shots.last);
    draw();
    if (!dragging) say();
  }, (axis) => (root.dataset.sweep = axis));
  const value = shots.value, cell = (k, column) => shots.cell(k, column);
  const shot = (k) => Object.fromEntries(scene.columns.map((name) => [name, cell(k, name)]));
  const free = (knob) => model.get("knobs").includes(knob);

  // ---- the parts
  const range = keepKeys(make("canvas", {
    className: "downslope-picture", tabIndex: 0, role: "slider",
    "aria-label": "Angle of the barrel",
  }));
  const chart = keepKeys(make("canvas", {
    className: "downslope-picture", tabIndex: 0, role: "slider", "aria-label": "Shot",
    "aria-valuemin": 0,
  }));
  const heading = make("span", { className: "downslope-formula" });
  const worked = make("p", { className: "downslope-worked" });
  const status = statusLine();
  const fire = button("Fire", () => (stop(), show(Math.max(at, 0)), fly()), { className: "primary" });
  const play = button("Play", () => (playing ? stop() : shots.whenAll(start)));
  const gradient = "Let the gradient aim";
  const buttons = make("div", { className: "downslope-buttons", role: "group" }, hideable("fire", fire),
    hideable("aim", make("span", { className: "downslope-aim", role: "group", "aria-label": gradient },
      gradient, play, button("Step", () => shots.whenAll(() => walk(1))), button("Step back", () => walk(-1)),
      button("Reset", () => (stop(), (old = []), show(-1))))));
  const knobs = make("div", { className: "downslope-controls downslope-knobs" });
  const sliders = {}, locks = {}, levers = {};
  for (const axis of [...KNOBS, "lr"]) {
    sliders[axis] = slider({
      label: TITLES[axis], values: scene.axes[axis], show: SHOWN[axis],
      grab: () => shots.ask(axis), move: (i) => slide(axis, i), drop: () => settle(),
    });
    knobs.append(hideable(axis, sliders[axis].row));
    if (axis === "lr") continue;
    levers[axis] = lever(axis, axis === "angle" ? "per radian" : `per ${scene.charge} m/s`);
    locks[axis] = tickBox("freeze", !free(axis), (on) => freeze(axis, on));
    locks[axis].querySelector("input").setAttribute("aria-label", `Freeze the ${axis}`);
    knobs.append(hideable("freeze", locks[axis]), levers[axis].row);
  }
  const table = unfolding("The shots as a table", () => shotTable(shots, at));
  root.append(make("div", { className: "downslope-top" }, heading), range, worked, buttons, knobs,
    chart, status, foot(table.details, {
      root, model, status, pictures: () => [range, chart],
      name: () => `downslope-shot${at}`, caption: () => `${heading.textContent}     lr = ${short(value.lr)}`,
    }));

  // ---- the numbers
  const fired = () => at >= 0 && shots.last >= 0;
  const aimed = () => Math.max(0, at);
  /** Where a knob stands. By hand it may stand where Python has not answered yet. */
  const stands = (knob) => (at <= 0 ? value[knob] : cell(at, knob) * (knob === "angle" ? TURN : 1));
  /** Keep what has been fired as old trails when the aim changes by hand. */
  function remember() {
    for (let k = 0; k <= Math.min(at, shots.last); k++) old.push(shot(k));
    old = old.slice(-OLD);
  }
  function slide(axis, i) {
    if (!dragging) {
      stop();
      if (axis !== "lr") {
        remember();
        for (const knob of KNOBS) value[knob] = stands(knob);
        at = -1;
        shots.ask(axis);
      }
    }
    dragging = true;
    whole = axis === "lr";
    const here = shots.move(axis, i);
    sliders[axis].set(value[axis]);
    if (whole && here) at = shots.last;
    if (here) draw();
  }
  function settle() {
    dragging = false;
    keep({ angle: value.angle, speed: value.speed, lr: value.lr, at });
    shots.adopt(); // where Python has nothing more to say
  }
  function freeze(axis, on) {
    stop();
    const knobs = KNOBS.filter((knob) => (knob === axis ? !on : free(knob)));
    at = Math.min(at, 0);
    whole = false;
    keep({ knobs, at });
  }
  /** Tell Python where things stand now, and the reader what that means. */
  function keep(traits) {
    for (const [name, trait] of Object.entries(traits)) model.set(name, trait);
    model.save_changes();
    draw();
    say();
  }
  model.on("change:angle change:speed change:lr change:knobs", () => {
    if (dragging) return;
    for (const axis of [...KNOBS, "lr"]) value[axis] = model.get(axis);
    for (const knob of KNOBS) locks[knob].querySelector("input").checked = !free(knob);
    shots.adopt();
  });
  model.on("change:at", () => {
    if (!dragging && !playing && model.get("at") !== at) show(model.get("at"));
  });
  model.on("change:scene", furnish);

  // ---- shooting
  function show(k) {
    at = Math.max(-1, Math.min(shots.last, k));
    [whole, flying] = [false, null];
    keep({ at });
  }
  function walk(by) {
    stop();
    const from = at;
    show(at + by);
    if (by > 0 && at !== from) fly();
  }
  /** Let shell `at` fly, then go on with `then`. */
  function fly(then = () => {}) {
    if (calmMotion() || !fired()) return then();
    const begun = performance.now(), time = playing ? HURRIED : FLIGHT;
    const turn = (now) => {
      const part = Math.min(1, Math.max(0, now - begun) / time);
      flying = part < 1 ? part : null;
      draw();
      if (part < 1) frame = requestAnimationFrame(turn);
      else (frame = 0), then();
    };
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(turn);
  }
  function start() {
    if (calmMotion()) return show(at >= shots.last ? Math.min(9, shots.last) : at + 10);
    if (at >= shots.last) show(-1);
    playing = true;
    play.textContent = "Pause";
    hush(status, true);
    const next = () => {
      if (at >= 0) say();
      if (at >= shots.last) return stop();
      at += 1;
      fly(next);
    };
    next();
  }
  function stop() {
    shots.wish = null;
    cancelAnimationFrame(frame);
    frame = 0;
    flying = null;
    if (!playing) return;
    playing = false;
    play.textContent = "Play";
    hush(status, false);
    show(at);
  }

  // ---- the picture
  function draw() {
    if (!shots.run || !root.isConnected) return;
    const ink = colours(root), target = model.get("target");
    const [c, width, height] = fit(range, TALL);
    const s = scales(width, height, scene);
    terrain.draw(c, s, scene, PLAIN, ink, 0, null);
    c.save();
    c.beginPath();
    c.rect(s.left, s.top, s.w, s.h);
    c.clip();
    const faint = { colour: ink("ink2"), width: 1.4, alpha: 0.55, dash: [2, 5] };
    for (const past of old) {
      drawFlight(c, s, past, 1, faint, ink);
      drawCrater(c, s, past.lands, "", ink("ink2"), null, ink);
    }
    for (let k = 0; k < at; k++) {
      const alpha = Math.max(0.25, 0.8 - 0.12 * (at - 1 - k));
      drawFlight(c, s, shot(k), 1, { colour: ink("path"), width: 1.6, alpha }, ink);
      drawCrater(c, s, cell(k, "lands"), "", ink("path"), null, ink);
    }
    const last = shot(aimed()), landed = fired() && flying === null;
    const hit = landed && Math.abs(last.miss) < scene.hit;
    drawTarget(c, s, target, `${short(target)} km`, hit, ink);
    if (fired()) {
      const style = { colour: ink("hiker"), width: 2.6 };
      const here = drawFlight(c, s, last, flying ?? 1, style, ink);
      if (!landed) drawShell(c, here, ink);
      else drawAftermath(c, s, last, at, target, hit, scene, ink);
    }
    drawGun(c, s, last.angle, flying === null ? 0 : Math.max(0, 1 - 5 * flying), ink);
    if (flying !== null) drawSmoke(c, s, last.angle, flying, ink);
    const said = `${number(last.angle * TURN, 1)}°, ${number(last.speed, 0)} m/s`;
    halo(c, said, Math.max(s.left + 6, s.X(0) - 36), s.Y(0) + 19, ink("ink"), ink, "left");
    c.restore();
    drawLosses(ink);
    for (const knob of KNOBS) sliders[knob].set(stands(knob));
    sliders.lr.set(value.lr);
    const by = KNOBS.map((knob) => Math.abs(last[`by_${knob}`]));
    const full = Math.max(FULL, ...by.filter(Number.isFinite));
    KNOBS.forEach((knob, i) => levers[knob].weigh(by[i], full, !free(knob)));
    worked.replaceChildren(...(shots.run.trouble ? ["the gun waits for a function that works"]
      : fired() ? shotLines(last, shots, at, target, free, scene) : ["not fired yet"]));
    root.dataset.ready = shots.run.trouble ? "trouble" : "run";
    root.dataset.at = at;
    root.dataset.flying = flying === null ? "" : "yes";
  }
  function drawLosses(ink) {
    const [d, w, h] = fit(chart, 118);
    const losses = Array(Math.max(10, shots.last) + 1).fill(NaN);
    for (let k = 0; k <= shots.last && (fired() || dragging); k++) losses[k] = cell(k, "loss");
    drawChart(d, w, h, losses, aimed(), dragging, [0, 1], ink, "loss = miss² (km²) against shot", true);
  }
  function say() {
    const words = shotWords(shots, at, scene.hit);
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("warning", Boolean(shots.run.remark) || /^Diverged|gun\.$/.test(words));
    const degrees = cell(aimed(), "angle") * TURN;
    const valuetext = `${SHOWN.angle(degrees)}. ${words}`;
    const aria = { valuemin: 0, valuemax: 90, valuenow: degrees, valuetext };
    for (const [name, text] of Object.entries(aria)) range.setAttribute(`aria-${name}`, text);
    chart.setAttribute("aria-valuemax", Math.max(0, shots.last));
    chart.setAttribute("aria-valuenow", aimed());
    const loss = fired() ? `Shot ${at}, loss ${LOSS(cell(at, "loss"))}` : "none fired";
    chart.setAttribute("aria-valuetext", loss);
    table.renew();
  }

  // ---- hands on the pictures
  function point(event) {
    const box = range.getBoundingClientRect(), s = scales(box.width, TALL, scene);
    const [x, y] = [event.clientX - box.left - s.X(0), s.Y(0) - 12 - (event.clientY - box.top)];
    const degrees = Math.atan2(Math.max(0, y / s.sy), Math.max(1e-9, x / s.sx)) * TURN;
    slide("angle", nearest(scene.axes.angle, degrees));
  }
  range.addEventListener("focus", () => shots.ask("angle"));
  range.addEventListener("pointerdown", (event) => {
    range.setPointerCapture(event.pointerId);
    point(event);
    range.addEventListener("pointermove", point);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    range.addEventListener(end, () =>
      (range.removeEventListener("pointermove", point), dragging && settle()));
  }
  onKeys(range, (by) => {
    const i = nearest(scene.axes.angle, stands("angle")) + by;
    slide("angle", Math.max(0, Math.min(scene.axes.angle.length - 1, i)));
    settle();
  }, () => fire.click());
  chart.addEventListener("pointerdown", (event) => {
    const box = chart.getBoundingClientRect();
    stop();
    shots.whenAll(() => show(stepAt(event.clientX - box.left, box.width, Math.max(10, shots.last))));
  });
  onKeys(chart, (by) => (stop(), shots.whenAll(() => show(Math.max(0, at + by)))), () => play.click());

  function furnish() {
    scene = model.get("scene");
    heading.textContent = `Hit the flag at ${short(model.get("target"))} km`;
    for (const axis of [...KNOBS, "lr"]) {
      sliders[axis].setValues(scene.axes[axis]);
      sliders[axis].set((value[axis] = model.get(axis)));
    }
    shots.adopt();
  }
  furnish();
  hideAsTold(root, model);
  const unwatch = watch(root, draw);
  return () => (cancelAnimationFrame(frame), unwatch());
}

export default { render };
