// The boundary gallery: four models, the same points, and how each colours the plane.
// All answers come from Python; taking the slider asks for every amount of noise at once.
import {
  button, calmMotion, hideable, hideAsTold, make, menu, numbersTable, prepare, settled, slider, statusLine, svg, svgText, unfolding,
} from "./kit.js";
import { foot } from "./share.js";
import { ticker } from "./ticker.js";

const VIEW = { width: 760, height: 516 };
const RIM = 2; // on the right, for the fat frame of the best map
const LEFT = 20; // the same, and the name of the axis that goes up
const WIDE = 370, HIGH = 214, GAP = 20, LINE_ABOVE = 26; // of one map, and between maps
const TURN = 900; // milliseconds for each amount of noise

function render({ model, el: root }) {
  prepare(root);
  root.classList.add("downslope-gallery");
  const scene = model.get("scene");
  let run = model.get("run"), noise = model.get("noise"), sweep = null, asked = null;
  let dragging = false;

  // ---- the parts
  const picture = svg("svg", {
    class: "downslope-network", role: "img", viewBox: `${-LEFT} 0 ${VIEW.width + LEFT + RIM} ${VIEW.height}`,
  });
  const play = button("Play", () => (playing.running() ? pause() : start()), { className: "primary" });
  const shapes = menu("Points", scene.shapes.map((name) => [name, name]), (name) => {
    pause();
    model.set("shape", name);
    model.save_changes();
  });
  const amount = slider({
    label: "Columns of noise", values: scene.noises.map((_, i) => i),
    show: (i) => String(scene.noises[i]), grab: ask,
    move: (i) => {
      pause();
      dragging = true;
      lookUp(i);
    },
    drop: (i) => {
      dragging = false;
      settle(i);
    },
  });
  const status = statusLine();
  const playing = ticker(play, status, TURN);
  const table = unfolding("The numbers as a table", () => numbersTable(
    ["model", "right in training", "right in the test"],
    run.models.map(({ name, train, test, trouble }) =>
      (trouble ? [name, "–", "–"] : [name, train.toFixed(3), test.toFixed(3)]))));
  root.append(picture, make("div", { className: "downslope-buttons", role: "group" },
    hideable("play", make("span", { className: "downslope-walk" }, play,
      button("Reset", () => (pause(), settle(0))))), hideable("shape", shapes.label), hideable("draw", button("Draw new points", () => {
      pause();
      model.set("seed", model.get("seed") + 1);
      model.save_changes();
    }))), make("div", { className: "downslope-controls" }, hideable("noise", amount.row)), status,
  foot(table.details, {
    root, model, status, pictures: () => [picture],
    caption: () => `${run.shape}, ${run.noise} columns of noise`,
    name: () => `downslope-gallery-${run.shape}-${run.noise}`,
  }));

  // ---- the numbers
  const key = () => `${model.get("shape")} ${model.get("seed")}`;
  model.on("change:run", adopt);
  model.on("msg:custom", (answer) => {
    if (!("sweep" in answer)) return;
    sweep = answer;
    asked = answer.runs.every((one) => one) ? answer.sweep : null; // the rest at the next question
    root.dataset.sweep = answer.sweep;
    if (dragging) lookUp(Number(amount.input.value));
  });
  function adopt() {
    if (dragging || playing.running() || !settled(model, ["shape", "noise", "seed"])) return;
    run = model.get("run");
    noise = run.noise;
    amount.set(scene.noises.indexOf(noise));
    shapes.select.value = run.shape;
    draw();
    say();
  }
  function ask() {
    if (asked === key()) return;
    asked = key();
    model.send({ sweep: true });
  }
  function lookUp(i) {
    const found = sweep?.sweep === key() && sweep.runs[i];
    if (!found) return ask(), false;
    [run, noise] = [found, scene.noises[i]]; // where Pause stops is what is seen
    draw();
    say();
    return true;
  }
  function settle(i) {
    model.set("noise", scene.noises[i]);
    model.save_changes();
    adopt(); // where Python has nothing more to say
  }

  // ---- more and more noise
  function start() {
    ask();
    let at = scene.noises.indexOf(noise);
    if (at === scene.noises.length - 1) at = -1;
    if (calmMotion()) return settle(scene.noises.length - 1);
    playing.start(() => {
      if (at + 1 < scene.noises.length && lookUp(at + 1)) amount.set(++at);
      if (at === scene.noises.length - 1) pause();
    });
  }
  function pause() {
    if (playing.stop()) settle(scene.noises.indexOf(noise));
  }

  // ---- the picture
  /** The cells with answer 1 as one path: runs in a row are joined. Row 0 lies at the bottom. */
  function zone(cells, x, y) {
    const w = WIDE / scene.across, h = HIGH / scene.up, parts = [];
    for (let row = 0; row < scene.up; row++) {
      const line = cells.slice(row * scene.across, (row + 1) * scene.across);
      for (const found of line.matchAll(/1+/g)) {
        parts.push(`M${x + found.index * w} ${y + HIGH - (row + 1) * h}h${found[0].length * w}v${h}h${-found[0].length * w}z`);
      }
    }
    return parts.join("");
  }
  function map(one, k) {
    const x = (k % 2) * (WIDE + GAP), y = LINE_ABOVE + Math.floor(k / 2) * (HIGH + GAP + LINE_ABOVE);
    const best = Math.max(...run.models.map(({ test }) => test ?? 0));
    const parts = [svg("rect", { class: "ground", x, y, width: WIDE, height: HIGH }),
      svgText(one.name, x, y - 8, "name")];
    if (one.trouble) return [...parts, svgText(one.trouble, x + WIDE / 2, y + HIGH / 2, "trouble")];
    parts.push(svg("rect", { class: "zone0", x, y, width: WIDE, height: HIGH }),
      svg("path", { class: "zone1", d: zone(one.cells, x, y) }),
      svgText(`training ${one.train.toFixed(3)}, test ${one.test.toFixed(3)}${one.test === best ? ", best" : ""}`,
        x + WIDE, y - 8, "figures"));
    run.points.at.forEach(([right, up], i) => {
      const cx = x + right * WIDE, cy = y + HIGH - up * HIGH;
      parts.push(run.points.labels[i]
        ? svg("path", { class: "dot1", d: `M${cx} ${cy - 4}l3.8 6.6h-7.6z` })
        : svg("circle", { class: "dot0", cx, cy, r: 3.1 }));
    });
    parts.push(svg("rect", { class: `frame${one.test === best ? " best" : ""}`, x, y, width: WIDE, height: HIGH }));
    return parts;
  }
  /** The names of the axes: below the lower maps, and to the left of those on the left. */
  function axes() {
    const bottom = LINE_ABOVE + 2 * HIGH + GAP + LINE_ABOVE;
    return [0, 1].flatMap((k) => {
      const up = svgText("column 1 →", 0, 0, "axis");
      const middle = LINE_ABOVE + k * (HIGH + GAP + LINE_ABOVE) + HIGH / 2;
      up.setAttribute("transform", `translate(-7 ${middle}) rotate(-90)`);
      return [svgText("column 0 →", k * (WIDE + GAP) + WIDE / 2, bottom + 14, "axis"), up];
    });
  }
  function draw() {
    picture.replaceChildren(...run.models.flatMap(map), ...axes());
    root.dataset.ready = "run";
    root.dataset.at = scene.noises.indexOf(run.noise);
    root.dataset.shown = `${run.shape} ${run.noise} ${run.seed}`;
    root.dataset.figures = JSON.stringify(run.models.map(({ train, test }) => [train, test]));
  }
  function say() {
    if (status.textContent !== run.words) status.textContent = run.words;
    status.classList.toggle("warning", run.models.some(({ trouble }) => trouble));
    picture.setAttribute("aria-label",
      `Four maps of the same points, each coloured by the answers of a model. ${run.words}`);
    table.renew();
  }
  adopt();
  hideAsTold(root, model);
  return playing.stop;
}

export default { render };
