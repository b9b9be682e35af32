// The two knobs of the gun in words and bars: leverage, the worked correction, the table of shots.
import { bracketed, make, number, numbersTable, short } from "./kit.js";

export const KNOBS = ["angle", "speed"];
export const TURN = 180 / Math.PI;
export const SHOWN = {
  angle: (degrees) => `${number(degrees, 1)}°`, speed: (x) => `${number(x, 1)} m/s`, lr: short,
};

/** A distance in km, said in metres without its sign. */
export function METRES(km) {
  const metres = Math.abs(km) * 1000;
  return `${metres < 10 ? metres.toFixed(1) : Math.round(metres)} m`;
}

/** A loss in km²; a small one needs a power of ten. */
export const LOSS = (loss) =>
  loss > 0 && loss < 1e-3 ? loss.toExponential(1).replace("e-", "e−") : number(loss, 4);

/** A knob's leverage as a bar. Returns {row, weigh(value, full, frozen)}. */
export function lever(knob, unit) {
  const load = make("span", { className: "load" }), value = make("span", { className: "value" });
  const row = make("div", { className: `downslope-leverage ${knob}` },
    make("span", { textContent: `leverage |dL/d${knob}|` }),
    make("span", { className: "beam" }, load), value, make("span", { textContent: unit }));
  const weigh = (leverage, full, frozen) => {
    load.style.setProperty("--load", Number.isFinite(leverage) ? leverage / full : 0);
    row.classList.toggle("frozen", frozen);
    value.textContent = number(leverage);
  };
  return { row, weigh };
}

const part = (name, text) => make("span", { className: name, textContent: text });

/** The worked numbers of shot k: miss and loss, and how the gradient turns each knob next. */
export function shotLines(shot, shots, k, target, free, scene) {
  const miss = make("span", { className: "line" }, "miss = ", number(shot.range), " − ",
    number(target), " = ", part("miss", `${number(shot.miss)} km`),
    part("quiet", "loss = miss² = "), part("miss", `${LOSS(shot.loss)} km²`));
  if (Math.abs(shot.miss) < scene.hit) return [miss];
  return [miss, ...KNOBS.map((knob) => {
    const unit = knob === "angle" ? 1 : scene.charge, next = shots.cell(k + 1, knob);
    const line = make("span", { className: "line" }, part("name", `${knob} ← `));
    if (!free(knob)) line.append(part("name", "frozen"));
    else if (!Number.isFinite(next)) line.append(part("name", "the gradient has no more shots"));
    else {
      const slope = bracketed(number(shot[`by_${knob}`]));
      const told = knob === "angle" ? SHOWN.angle(next * TURN) : SHOWN.speed(next);
      line.append(number(shot[knob] / unit), " − ", part("lr", short(shots.value.lr)), "·",
        part(knob, slope), " = ", part("next", number(next / unit)),
        part("name", ` ${knob === "angle" ? "rad" : `× ${unit} m/s`} = ${told}`));
    }
    return line;
  })];
}

/** Shots 0 to k as a table. */
export function shotTable(shots, k) {
  const head = ["shot", "angle", "speed", "range km", "miss km", "loss km²",
    "dL/dangle", "dL/dspeed"];
  const names = ["range", "miss", "loss", "by_angle", "by_speed"];
  return numbersTable(head, Array.from({ length: k + 1 }, (_, i) => [
    i, SHOWN.angle(shots.cell(i, "angle") * TURN), SHOWN.speed(shots.cell(i, "speed")),
    ...names.map((name) => number(shots.cell(i, name), 4)),
  ]));
}

/** What the status line says when shots 0 to k have been fired (none: k = −1). */
export function shotWords(shots, k, hit) {
  const { trouble, verdict, remark } = shots.run;
  if (trouble) return trouble;
  const warned = (text) => (remark ? `${remark} ${text}` : text);
  if (shots.last < 0) return verdict;
  if (k < 0) return warned("Turn the knobs and fire, or let the gradient aim.");
  const miss = shots.cell(k, "miss"), ended = k > 0 || Math.abs(miss) < hit;
  if (k === shots.last && ended) return warned(verdict);
  const side = miss > 0 ? "too far" : "too short";
  return warned(`Shot ${k}: ${METRES(miss)} ${side}, loss ${LOSS(shots.cell(k, "loss"))} km².`);
}
