// The tape recorder: a calculation is recorded step by step, then blame walks back along the tape.
// All numbers come from Python (`run`, or a table for every x); the view uncovers and looks them up.
import {
  button, calmMotion, doubles, hideable, hideAsTold, make, menu, number, numbersTable, prepare, settled, slider,
  statusLine, svg, svgText, tickBox, unfolding,
} from "./kit.js";
import { foot } from "./share.js";

const VIEW = { width: 760, height: 430 };
const LEFT = 74, RIGHT = 686, TOP = 44, ROW = 112; // the middles of the outer steps
const WIDE = 116, HIGH = 50, BADGE = 22;
const TAPE = 366, REEL = 44; // the tape's upper edge and its height
const PACE = 900; // milliseconds a moment

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-recorder");
  const scene = model.get("scene");
  let run = model.get("run"), at = model.get("moment"), sweep = null, asked = "", dragging = false, timer = 0;

  // ---- the parts
  const picture = svg("svg", {
    class: "downslope-network", role: "img", viewBox: `0 0 ${VIEW.width} ${VIEW.height}`,
  });
  const play = button("Play", () => (timer ? pause() : start()), { className: "primary" });
  const walk = make("span", { className: "downslope-walk" }, play,
    button("◂ Step back", () => (pause(), go(at - 1))),
    button("Next ▸", () => (pause(), go(at + 1))),
    button("To the turn", () => (pause(), go(turn()))),
    button("To the end", () => (pause(), go(last()))),
    button("Reset", () => (pause(), go(0))));
  const buttons = make("div", { className: "downslope-buttons", role: "group" }, hideable("walk", walk));
  const choice = menu("Calculation", scene.programs.map((name) => [name, name]), (name) => change("program", name));
  const naive = tickBox("No order: hand on at once", model.get("naive"), (ticked) => change("naive", ticked));
  const knob = slider({
    label: "x", values: scene.places, show: (x) => number(x, 2), grab: ask,
    move: (index) => {
      pause();
      dragging = true;
      lookUp(index);
    },
    drop: (index) => {
      dragging = false;
      model.set("x", scene.places[index]);
      model.save_changes();
      say();
      adopt(); // where Python has nothing more to say
    },
  });
  const status = statusLine();
  const table = unfolding("The numbers as a table", () => numbersTable(
    ["moment", "step", "number"], [
      ...run.names.map((name, k) => [k + 1, `value of ${name}`, full(run.values[k])]),
      ...run.events.map((edge, k) => {
        const [child, parent] = run.edges[edge].map((n) => run.names[n]);
        return [turn() + 1 + k, `${child} hands on to ${parent}; ${parent} has`, `${full(run.pieces[k])}; ${full(run.sums[k])}`];
      }),
      ["", `d${run.names.at(-1)}/dx, measured directly`, full(run.measured[0])],
    ]));
  root.append(make("div", { className: "downslope-top" }, hideable("program", choice.label),
    hideable("naive", naive)), picture, buttons,
  make("div", { className: "downslope-controls" }, hideable("x", knob.row)), status,
  foot(table.details, {
    root, model, pictures: () => [picture], caption: () => `${run.program}, x = ${number(run.x, 2)}`,
    name: () => "tape", status,
  }));

  // ---- moments: 0, a moment for each step, the turn, one for each time that blame is handed on
  const full = (value) => String(value).replace("-", "−");
  const turn = () => run.names.length + 1;
  const last = () => turn() + run.events.length;
  function go(moment) {
    at = Math.max(0, Math.min(last(), moment));
    model.set("moment", at);
    model.save_changes();
    draw();
    say();
  }
  function change(name, value) {
    pause();
    model.set(name, value);
    model.set("moment", at = 0);
    model.save_changes();
  }
  function start() {
    if (at >= last()) at = 0;
    if (calmMotion()) return go(last());
    play.textContent = "Pause";
    timer = setInterval(() => (at + 1 >= last() ? (pause(), go(last())) : go(at + 1)), PACE);
    go(at + 1);
  }
  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  }

  // ---- the numbers
  const key = () => `${model.get("program")} ${model.get("naive")}`;
  function ask() {
    if (asked === key()) return;
    asked = key();
    model.send({ sweep: true });
  }
  model.on("msg:custom", (answer, buffers) => {
    if (!answer.sweep) return;
    asked = `${answer.sweep.program} ${answer.sweep.naive}`; // the question may have overtaken a change
    sweep = { key: asked, numbers: doubles(buffers[0]) };
    root.dataset.sweep = sweep.key;
    if (dragging) lookUp(Number(knob.input.value));
  });
  function lookUp(index) {
    if (sweep?.key !== key()) return ask();
    if (run.program !== model.get("program")) return;
    const row = sweep.numbers.length / scene.places.length;
    let from = index * row;
    const found = {};
    for (const name of ["values", "slopes", "pieces", "sums", "measured"]) {
      found[name] = Array.from(sweep.numbers.slice(from, from + run[name].length));
      from += run[name].length;
    }
    run = { ...run, ...found, x: scene.places[index] };
    draw();
  }
  function adopt() {
    if (dragging || !settled(model, ["program", "naive", "x"])) return;
    run = model.get("run");
    at = Math.min(last(), model.get("moment"));
    choice.select.value = run.program;
    naive.querySelector("input").checked = run.naive;
    knob.set(run.x);
    draw();
    say();
  }
  model.on("change:run", adopt);
  model.on("change:moment", () => {
    if (model.get("moment") === at) return;
    at = Math.min(last(), model.get("moment"));
    draw();
    say();
  });

  // ---- the picture
  function spot(k) {
    const columns = Math.max(...run.spots.map(([column]) => column)), [column, row] = run.spots[k];
    return [LEFT + (column * (RIGHT - LEFT)) / columns, TOP + row * ROW];
  }
  function edge(e) {
    const [child, parent] = run.edges[e], there = child < at;
    const step = at - turn() - 1, now = step >= 0 && run.events[step] === e;
    const seen = run.events.slice(0, Math.max(0, at - turn())).includes(e);
    const twins = run.edges.map((pair, i) => [pair, i]).filter(([[c, p]]) => c === child && p === parent);
    const nth = twins.findIndex(([, i]) => i === e), bend = twins.length > 1 ? (nth ? 34 : -34) : 0;
    const [x1, y1] = spot(parent), [x2, y2] = spot(child);
    const [from, to] = [x1 + WIDE / 2, x2 - WIDE / 2 - 9];
    const lift = bend + (run.spots.some(([c, r], k) => k !== child && k !== parent && r === run.spots[parent][1] &&
      r === run.spots[child][1] && c > run.spots[parent][0] && c < run.spots[child][0]) ? -58 : 0);
    const mid = [(from + to) / 2, (y1 + y2) / 2 + lift];
    const beside = lift ? 0 : y1 === y2 ? -HIGH / 2 - 10 : -8; // a short straight way: above the steps
    const kind = now ? " now" : there ? "" : " ahead";
    const lines = [
      svg("path", { class: `way${kind}`, d: `M${from} ${y1} Q${mid[0]} ${mid[1] + lift} ${to} ${y2}` }),
      svg("path", { class: `tip${kind}`, d: now ? `M${from - 1} ${y1} l11 -6 v12 z` : `M${to + 9} ${y2} l-11 -6 v12 z` }),
    ];
    const labels = [];
    if (seen) {
      const words = now ? `${short(run.slopes[e])} × ${short(handed(step))} = ${short(run.pieces[step])}` : `slope ${short(run.slopes[e])}`;
      labels.push(svgText(words, mid[0], mid[1] + 4 + beside, `slope${kind}`));
    }
    return { lines, labels };
  }
  const short = (value) => number(value, 3).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  /** The blame that the step of an event had when it handed on. */
  function handed(event) {
    const child = run.edges[run.events[event]][0];
    return blameOf(child, event).at(-1)?.sum ?? (child === run.names.length - 1 ? 1 : 0);
  }
  /** What has arrived at a step before event `before`: [{piece, sum}, …]. */
  function blameOf(k, before) {
    return run.events.map((e, i) => ({ to: run.edges[e][1], piece: run.pieces[i], sum: run.sums[i], i }))
      .filter(({ to, i }) => to === k && i < before);
  }
  function plate(k) {
    const [x, y] = spot(k), there = k < at, now = at === k + 1;
    const parts = [
      svg("rect", { class: `step${now ? " now" : there ? "" : " ahead"}`, x: x - WIDE / 2, y: y - HIGH / 2,
        width: WIDE, height: HIGH, rx: 9 }),
      svgText(run.texts[k], x, y - 5, there ? "" : "quiet"),
    ];
    if (there) parts.push(svgText(short(run.values[k]), x, y + 15, "value"));
    const end = k === run.names.length - 1, events = Math.max(0, at - turn());
    const arrived = blameOf(k, events), fresh = arrived.at(-1)?.i === events - 1;
    if (at < turn() || !(end || arrived.length)) return parts;
    let words = `blame ${short(end ? 1 : arrived.at(-1).sum)}`;
    const adds = fresh && arrived.length > 1;
    if (adds) words = `${short(arrived.at(-2).sum)} + ${short(arrived.at(-1).piece)} = ${short(arrived.at(-1).sum)}`;
    if (k === 0 && at === last() && run.wrong) words = `⚠ ${words}`;
    const wide = Math.max(74, 8 * words.length + 14);
    parts.push(svg("rect", { class: `badge${adds ? " adds" : ""}`, x: x - wide / 2, y: y + HIGH / 2 + 4,
      width: wide, height: BADGE, rx: 11 }), svgText(words, x, y + HIGH / 2 + 20, "blame"));
    return parts;
  }
  function tape() {
    const n = run.names.length, wide = (VIEW.width - 40) / n, step = at - turn() - 1, back = at >= turn();
    const here = step >= 0 ? run.edges[run.events[step]][0] : back ? n - 1 : at - 1;
    const parts = run.names.flatMap((_, k) => [
      svg("rect", { class: `cell${k < at ? " full" : ""}${k === here ? " now" : ""}`, x: 20 + k * wide + 2,
        y: TAPE, width: wide - 4, height: REEL, rx: 4 }),
      svgText(k < at ? run.texts[k] : "", 20 + (k + 0.5) * wide, TAPE + 27),
    ]);
    if (here >= 0) {
      const x = 20 + (here + 0.5) * wide;
      parts.push(svg("path", { class: `head${back ? " back" : ""}`, d: `M${x - 9} ${TAPE - 14} h18 l-9 11 z` }));
    }
    const words = back ? "the tape, played backwards" : "the tape, recording";
    parts.push(svgText(at ? words : "the tape is empty", VIEW.width / 2, VIEW.height - 4, "quiet"));
    return parts;
  }
  function draw() {
    const edges = run.edges.map((_, e) => edge(e));
    picture.replaceChildren(...edges.flatMap(({ lines }) => lines),
      ...edges.flatMap(({ labels }) => labels), ...run.names.flatMap((_, k) => plate(k)), ...tape());
    root.dataset.ready = "run";
    root.dataset.moment = at;
    root.dataset.shown = `${run.program} ${run.naive} ${run.x}`;
    root.dataset.wrong = String(run.wrong);
  }
  function say() {
    const words = run.words[at];
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("warning", words.includes("⚠") || Boolean(run.trouble));
    picture.setAttribute("aria-label", `A web of steps, and a tape. ${words}`);
    table.renew();
  }
  adopt();
  hideAsTold(root, model);
  return () => clearInterval(timer);
}

export default { render };
