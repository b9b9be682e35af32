// The whisper chain: blame goes back from listener to listener, and a bar shows what each one hears.
// All loudnesses come from Python; taking a slider asks for every network at once.
import {
  button, calmMotion, hideable, hideAsTold, make, numbersTable, prepare, slider, statusLine, svg, svgText, unfolding,
} from "./kit.js";
import { foot } from "./share.js";
import { ticker } from "./ticker.js";

const VIEW = { width: 760, height: 380 };
const LEFT = 66, RIGHT = 660, LOSS = 724, EARS = 40, TOP = 112, FLOOR = 334;
const LOW = -12, HIGH = 6; // powers of ten at the floor and at the top
const TURN = 260; // milliseconds for a whisper from one listener to the next

const raised = (k) => `10${[...String(k)].map((d) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(d)]).join("")}`;
const power = (v) => (v > 0 ? Math.log10(v) : -Infinity);
const within = (p) => Math.max(0, Math.min(1, (p - LOW) / (HIGH - LOW)));
const audible = (p) => Math.max(0, Math.min(1, (p + 7) / 8)); // 1e−7 is silence, 10 is a shout
const level = (p) => FLOOR - (FLOOR - TOP) * within(p);

/** A loudness as people read it: 0.34, 5.1e−5. */
function said(v) {
  if (v === 0 || (v >= 0.01 && v < 1000)) return String(Number(v.toPrecision(2)));
  return v.toExponential(1).replace("e+", "e").replace("-", "−");
}

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-whisper");
  const scene = model.get("scene");
  const picked = { depth: model.get("depth"), act: model.get("act"), init: model.get("init") };
  let run = model.get("run"), sweep = null, asked = null, dragging = false;
  let heard = Infinity; // how many listeners the whisper has reached

  // ---- the parts
  const picture = svg("svg", {
    class: "downslope-network", role: "img", viewBox: `0 0 ${VIEW.width} ${VIEW.height}`,
  });
  const whisper = button("Whisper", () => (playing.running() ? pause() : start()), { className: "primary blame" });
  const buttons = make("div", { className: "downslope-buttons", role: "group" },
    hideable("whisper", make("span", { className: "downslope-walk" }, whisper,
      button("Step", () => (pause(), reach(heard + 1))), button("Reset", () => (pause(), reach(0))))),
    hideable("draw", button("Draw new weights", () => {
      pause();
      heard = Infinity;
      model.set("seed", model.get("seed") + 1);
      model.save_changes();
    })));
  const sliders = [
    ["depth", "Hidden layers", scene.depths], ["act", "Activation", scene.acts],
    ["init", "Spread of the weights", scene.inits],
  ].map(([name, label, choices]) => {
    const values = choices.map((_, i) => i);
    const one = slider({
      label, values, show: (i) => String(choices[i]), grab: ask,
      move: (i) => {
        pause();
        dragging = true;
        heard = Infinity;
        picked[name] = choices[i];
        lookUp();
      },
      drop: () => {
        dragging = false;
        for (const [trait, value] of Object.entries(picked)) model.set(trait, value);
        model.save_changes();
        draw();
        say();
        adopt(); // where Python has nothing more to say
      },
    });
    return { ...one, name, choices };
  });
  const status = statusLine();
  const playing = ticker(whisper, status, TURN);
  const table = unfolding("The numbers as a table", () => numbersTable(
    ["layer", "hears"], run.norms.map((v, i) => [layerName(i), v === 0 ? "0" : v.toExponential(3).replace("-", "−")])));
  root.append(picture, buttons, make("div", { className: "downslope-controls" },
    ...sliders.map(({ name, row }) => hideable(name, row))), status,
  foot(table.details, {
    root, model, status, pictures: () => [picture],
    caption: () => `${run.act}, weights ${run.init}, ${run.depth} hidden layers`,
    name: () => `downslope-whisper-${run.depth}-${run.act}-${run.init}`,
  }));

  // ---- the numbers
  const last = () => run.norms.length;
  const layerName = (i) => (i === last() - 1 ? "output" : String(i + 1));
  const chosen = (told) => Object.entries(picked).every(([name, value]) => told[name] === value);
  model.on("change:run", adopt);
  model.on("msg:custom", (answer) => {
    if (!("sweep" in answer)) return;
    sweep = answer;
    asked = answer.sweep; // the question may have overtaken another seed
    root.dataset.sweep = answer.sweep;
    if (dragging) lookUp();
  });
  function adopt() {
    if (dragging) return;
    for (const name of Object.keys(picked)) picked[name] = model.get(name);
    sliders.forEach(({ name, choices, set }) => set(choices.indexOf(picked[name])));
    if (!chosen(model.get("run"))) return; // Python has not answered yet
    run = model.get("run");
    draw();
    say();
  }
  function ask() {
    if (asked === model.get("seed")) return;
    asked = model.get("seed");
    model.send({ sweep: true });
  }
  function lookUp() {
    if (sweep?.sweep !== model.get("seed")) return ask();
    const [d, a, i] = [scene.depths.indexOf(picked.depth), scene.acts.indexOf(picked.act),
      scene.inits.indexOf(picked.init)];
    run = { ...picked, ...sweep.runs[(d * scene.acts.length + a) * scene.inits.length + i] };
    draw();
    say();
  }

  // ---- whispering
  function reach(count) {
    heard = Math.max(0, Math.min(last(), count));
    draw();
    say();
  }
  function start() {
    if (heard >= last()) heard = 0;
    if (calmMotion()) return reach(last());
    playing.start(() => {
      heard += 1;
      if (heard >= last()) return pause();
      draw();
      say();
    });
    draw();
    say();
  }
  function pause() {
    if (playing.stop()) reach(heard);
  }

  // ---- the picture
  /** Where the number over a bar goes, so that neither limit's line runs through it: just below or above it. */
  function over(top) {
    const y = Math.max(TOP - 16, Math.min(top, FLOOR - 8) - 5);
    const line = [scene.quiet, scene.loud].map((v) => level(power(v)))
      .find((at) => at > y - 13 && at < y + 4);
    if (line === undefined) return y;
    return top - line > 12 ? line + 11 : line - 4;
  }
  function axis() {
    const parts = [svg("rect", { class: "panel", x: LEFT - 14, y: TOP - 12, rx: 5,
      width: VIEW.width - LEFT + 8, height: FLOOR - TOP + 12 })];
    for (let k = LOW; k <= HIGH; k += 3) {
      parts.push(svg("line", { class: "grid", x1: LEFT - 14, x2: VIEW.width - 6, y1: level(k), y2: level(k) }),
        svgText(raised(k), LEFT - 20, level(k) + 4, "axis"));
    }
    for (const [kind, value] of [["quiet", scene.quiet], ["loud", scene.loud]]) {
      const y = level(power(value));
      parts.push(svg("line", { class: `limit ${kind}`, x1: LEFT - 14, x2: VIEW.width - 6, y1: y, y2: y }),
        svgText(kind, LOSS - 12, y - 5, kind));
    }
    return parts;
  }
  function listener(i, x, near) {
    const v = run.norms[i], p = power(v), reached = i >= last() - heard, share = audible(p);
    const parts = [svg("circle", { class: "listener", cx: x, cy: EARS, r: 17 })];
    if (reached && v > 0) {
      parts.push(svg("circle", { class: "ear", cx: x, cy: EARS, r: 17, opacity: 0.45 * share }));
    }
    parts.push(svgText(layerName(i) === "output" ? "out" : layerName(i), x, EARS + 5, "number"));
    // the whisper comes from the right: arcs, the thicker the louder
    const gap = near - x - 36, thick = reached ? 5 * share : 0;
    for (let k = 0; k < 3 && gap > 6; k++) {
      const at = x + 20 + (gap * (k + 1)) / 4, high = 5 + 3 * k;
      parts.push(svg("path", { class: `wave${thick > 0 ? "" : " nothing"}`,
        d: `M${at} ${EARS - high} q-5 ${high} 0 ${2 * high}`, "stroke-width": Math.max(0.7, thick) }));
    }
    if (!reached) return parts;
    const y = level(p), wide = Math.min(40, ((RIGHT - LEFT) / last()) * 0.66);
    const silent = p <= LOW;
    parts.push(svg("rect", { class: `bar${silent ? " silent" : ""}`, x: x - wide / 2,
      y: silent ? FLOOR - 6 : y, width: wide, height: silent ? 6 : FLOOR - y }));
    if (last() < 12 || i % 2 === 0 || i === last() - 1) {
      parts.push(svgText(said(v), x, over(y), "value"));
    }
    return parts;
  }
  function draw() {
    if (run.trouble || !last()) {
      picture.replaceChildren();
      root.dataset.ready = "trouble";
      return;
    }
    const step = (RIGHT - LEFT - 24) / Math.max(1, last() - 1);
    const place = (i) => (last() === 1 ? RIGHT : LEFT + 12 + i * step);
    const people = run.norms.flatMap((_, i) =>
      listener(i, place(i), i === last() - 1 ? LOSS - 8 : place(i + 1)));
    const labels = run.norms.map((_, i) => svgText(layerName(i), place(i), FLOOR + 17, "label"));
    picture.replaceChildren(...axis(), ...people, ...labels,
      svg("rect", { class: "listener", x: LOSS - 26, y: EARS - 17, width: 52, height: 34, rx: 7 }),
      svgText("loss", LOSS, EARS + 5, "number"),
      svgText("how loudly each layer hears the blame (powers of ten)", VIEW.width / 2, 88, "label"),
      svgText("layer", VIEW.width / 2, FLOOR + 34, "label"));
    root.dataset.ready = "run";
    root.dataset.heard = Math.min(heard, last());
    root.dataset.shown = `${run.depth} ${run.act} ${run.init}`;
  }
  function say() {
    const all = heard >= last() || run.trouble;
    const words = all ? run.words
      : `The blame has reached ${heard} of ${last()} layers` +
        `${heard ? `; layer ${layerName(last() - heard)} hears ${said(run.norms[last() - heard])}` : ""}.`;
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("warning", Boolean(run.trouble));
    picture.setAttribute("aria-label", `Bars of how loudly each layer hears the blame. ${words}`);
    table.renew();
  }
  adopt();
  hideAsTold(root, model);
  return playing.stop;
}

export default { render };
