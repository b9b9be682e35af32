// Three hikers with equal budgets: full batch, mini-batch, single example. All paths come from
// Python; the loss curves stay hidden until the learner has predicted them.
import { halo } from "./axes.js";
import {
  along, button, calmMotion, colours, doubles, fit, hideable, hideAsTold, keepKeys, make, number, numbersTable, onDrag,
  onKeys, prepare, short, slider, statusLine, tickBox, unfolding, watch,
} from "./kit.js";
import { countAt, drawCurves, lossRange } from "./curves.js";
import { board } from "./board.js";
import { sample, STYLES } from "./marks.js";
import { foot } from "./share.js";
import { ticker } from "./ticker.js";

const WIDTH = 3; // hikers.COLUMNS
const TURN = 130; // milliseconds of a tick

function render({ model, el: root }) {
  prepare(root);
  let scene = model.get("scene");
  const heights = doubles(scene.heights);
  const ticks = Math.ceil(scene.total / scene.tick);
  const first = scene.counts.map((_, k) =>
    scene.counts.slice(0, k).reduce((sum, list) => sum + list.length, 0));
  let lr = model.get("lr"), at = model.get("at"), view = model.get("view"), log = model.get("log");
  let reveal = model.get("reveal"), dragging = false, keeping = false, run = null, sweep = null, asked = null;

  // ---- the parts
  const land = board({ space: () => play.click(), redraw: () => draw(), scene: () => scene });
  const chart = keepKeys(make("canvas", {
    className: "downslope-picture", tabIndex: 0, role: "slider", "aria-label": "Evaluations spent",
    "aria-valuemin": 0, "aria-valuemax": scene.total,
  }));
  const views = [["map", "Contour map"], ["relief", "3-D"]].map(([name, text]) =>
    button(text, () => keep({ view: (view = name) })));
  const play = button("Play", () => (playing.running() ? pause() : start()), { className: "primary" });
  const uncover = button("Reveal the losses", () => keep({ reveal: (reveal = true) }));
  const walk = make("span", { className: "downslope-walk" }, play,
    button("Step", () => (pause(), show(at + 1))), button("Step back", () => (pause(), show(at - 1))),
    button("Reset", () => (pause(), show(0))));
  const buttons = make("div", { className: "downslope-buttons", role: "group" },
    hideable("walk", walk), hideable("shuffle", button("Reshuffle", () => {
      pause();
      model.set("seed", model.get("seed") + 1);
      model.save_changes();
    })), hideable("losses", uncover));
  const rate = slider({
    label: "Learning rate lr", values: scene.rates, show: short, grab: ask,
    move: (i) => {
      pause();
      dragging = true;
      at = ticks;
      lr = scene.rates[i];
      lookUp();
    },
    drop: () => ((dragging = false), keep({ lr, at }), adopt()),
  });
  const limit = make("span", { className: "downslope-limit",
    title: "beyond it the full batch climbs", textContent: `full batch ${number(scene.limit, 2)}` });
  rate.track.append(limit);
  rate.track.classList.add("limited");
  const logTick = tickBox("logarithmic losses", log, (on) => keep({ log: (log = on) }));
  const names = scene.names.map((name, k) =>
    make("span", { className: "downslope-name" }, sample(STYLES[k]), name));
  const status = statusLine();
  const playing = ticker(play, status, TURN);
  const table = unfolding("The losses as a table", () => lossTable());
  root.append(
    make("div", { className: "downslope-top" },
      make("span", { className: "downslope-formula", textContent: scene.formula }),
      hideable("view", make("span",
        { className: "downslope-choice", role: "group", "aria-label": "View" }, ...views))),
    make("div", { className: "downslope-stage" }, land.element, make("div", {}, chart,
      hideable("log", logTick),
      make("div", { className: "downslope-legend" }, ...names))),
    buttons, make("div", { className: "downslope-controls" },
      hideable("lr", rate.row)), status, foot(table.details, {
      root, model, status,
      pictures: () => [land.seen(), chart], name: () => `downslope-hikers-lr${lr}-${spent()}`,
      caption: () => `${scene.formula}     lr = ${short(lr)}     ${spent()} of ${scene.total} evaluations`,
    }));

  // ---- the numbers
  model.on("change:run", adopt);
  model.on("msg:custom", (answer, buffers) => {
    if (!("sweep" in answer)) return;
    asked = String([answer.sweep, answer.rates]); // the question may have overtaken another seed
    sweep = { ...answer, key: asked, rows: doubles(buffers[0]) };
    root.dataset.sweep = answer.sweep;
    if (dragging) lookUp();
  });
  model.on("change:scene", () => {
    scene = model.get("scene");
    furnish();
  });
  model.on("change:view change:log change:reveal", () => {
    if (keeping) return;
    [view, log, reveal] = ["view", "log", "reveal"].map((name) => model.get(name));
    logTick.querySelector("input").checked = log;
    draw();
    say();
  });
  model.on("change:lr change:at", () => {
    if (dragging || keeping) return;
    lr = model.get("lr");
    at = model.get("at");
    rate.set(lr);
    adopt();
  });
  function adopt() {
    const fresh = model.get("run");
    if (fresh.lr !== lr || fresh.seed !== model.get("seed")) return;
    run = { ...fresh, rows: doubles(fresh.rows) };
    draw();
    if (!dragging) say();
  }
  const key = () => String([model.get("seed"), scene.rates]);
  function ask() {
    if (asked === key()) return; // it is here, or on its way
    asked = key();
    model.send({ sweep: true });
  }
  /** Show the run at this rate if it is here; if not, ask for it. */
  function lookUp() {
    if (sweep?.key !== key()) return ask();
    const i = scene.rates.indexOf(lr), size = sweep.rows.length / scene.rates.length;
    const [verdict, troubles] = [sweep.verdicts[i], sweep.troubles[i]];
    run = { rows: sweep.rows.subarray(i * size, (i + 1) * size), verdict, troubles };
    draw();
  }
  function keep(traits) {
    keeping = true; // what is told from here needs no answer here
    for (const [name, trait] of Object.entries(traits)) model.set(name, trait);
    keeping = false;
    model.save_changes();
    draw();
    say();
  }
  const spent = () => Math.min(scene.total, at * scene.tick);
  const cell = (k, step, column) => run.rows[(first[k] + step) * WIDTH + column];
  /** The last update of hiker k that is paid for. */
  function step(k) {
    if (run.troubles[k]) return 0;
    let last = scene.counts[k].length - 1;
    while (scene.counts[k][last] > spent()) last -= 1;
    return last;
  }

  // ---- walking
  function show(tick) {
    at = Math.max(0, Math.min(ticks, tick));
    keep({ at });
  }
  function start() {
    if (calmMotion()) return show(at >= ticks ? 5 : at + 5);
    if (at >= ticks) show(0);
    playing.start(() => {
      at += 1;
      if (at >= ticks) return pause();
      draw();
      say();
    });
  }
  function pause() {
    if (playing.stop()) show(at);
  }

  // ---- the picture
  function draw() {
    if (!run || !root.isConnected) return;
    const ink = colours(root);
    const trails = scene.names.map((_, k) => {
      const length = run.troubles[k] ? 1 : scene.counts[k].length;
      const places = Array.from({ length }, (_, i) => [cell(k, i, 0), cell(k, i, 1)]);
      return { places, upto: step(k), look: STYLES[k], slim: length > 100 };
    });
    const ahead = false;
    land.draw({ view, heights, trails: [...trails].reverse(), chosen: 2, hop: null, ahead, ink });
    views.forEach((choice, i) => choice.setAttribute("aria-pressed", view === ["map", "relief"][i]));
    uncover.setAttribute("aria-disabled", reveal);
    const [c, width, height] = fit(chart, 232);
    const curves = trails.map(({ places, upto, look }, k) => ({
      xs: scene.counts[k].slice(0, places.length), ys: places.map((_, i) => cell(k, i, 2)), look, upto,
    }));
    drawCurves(c, width, height, {
      curves: reveal ? curves : [], total: scene.total, log, now: spent(), ahead,
      shown: lossRange(curves, log, scene.low), title: "loss against gradient evaluations",
    }, ink);
    if (!reveal) {
      halo(c, "Predict the three curves first,", width / 2 + 16, height / 2 - 10, ink("ink2"), ink);
      halo(c, "then reveal them.", width / 2 + 16, height / 2 + 10, ink("ink2"), ink);
    }
    root.dataset.ready = run.troubles.some(Boolean) ? "trouble" : "run";
    root.dataset.at = at;
  }
  function sentence() {
    if (run.troubles.some(Boolean)) return run.verdict;
    if (at >= ticks && (reveal || /diverged/.test(run.verdict))) return run.verdict;
    const each = scene.names.map((name, k) => {
      const loss = reveal ? ` (loss ${number(cell(k, step(k), 2))})` : "";
      return `${name}: ${step(k)} steps${loss}`;
    });
    return `After ${spent()} of ${scene.total} evaluations (${short(spent() / scene.examples)} ` +
      `epochs): ${each.join(", ")}.`;
  }
  function say() {
    const words = sentence();
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("warning", run.troubles.some(Boolean) || /diverged/.test(words));
    land.name(`Map of ${scene.formula} with the paths of three hikers. ${words}`);
    chart.setAttribute("aria-valuenow", spent());
    chart.setAttribute("aria-valuetext", words);
    table.renew();
  }
  function lossTable() {
    const epochs = scene.total / scene.examples;
    const rows = Array.from({ length: epochs + 1 }, (_, epoch) => [epoch, ...scene.names.map((_, k) =>
      (run.troubles[k] || !reveal ? "hidden"
        : number(cell(k, scene.counts[k].indexOf(epoch * scene.examples), 2), 4)))]);
    return numbersTable(["epoch", ...scene.names], rows);
  }
  onDrag(chart, (pixel, width) =>
    (pause(), show(Math.round(countAt(pixel, width, scene.total) / scene.tick))));
  onKeys(chart, (by) => (pause(), show(at + by)), () => play.click());

  function furnish() {
    rate.setValues(scene.rates);
    rate.set(lr);
    rate.track.style.setProperty("--at", along(scene.rates, scene.limit));
  }
  furnish();
  adopt();
  hideAsTold(root, model);
  const unwatch = watch(root, draw);
  return () => (playing.stop(), unwatch());
}

export default { render };
