// The board: the map on which the start is placed, and the block of land that can be turned.
import { FONT, halo } from "./axes.js";
import { fit, keepKeys, make, number, widthOf } from "./kit.js";
import { pennant } from "./hiker.js";
import { arrow, line, marker } from "./marks.js";
import { drawGradient, drawTrail2, Ground, mapScales, within } from "./map.js";
import { Mist } from "./mist.js";
import { Relief } from "./relief.js";

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Call `reach(x, y, dx, dy)` in pixels while a pointer is pressed on a canvas, `done` at the end. */
function onDrag2(canvas, reach, done = () => {}) {
  let before = null;
  const move = (event) => {
    const box = canvas.getBoundingClientRect(), spot = [event.clientX - box.left, event.clientY - box.top];
    const [x, y] = before ?? spot;
    before = spot;
    reach(...spot, spot[0] - x, spot[1] - y);
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    before = null;
    move(event);
    canvas.addEventListener("pointermove", move);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => (canvas.removeEventListener("pointermove", move), done()));
  }
}

function onArrows(canvas, go, home, space) {
  canvas.addEventListener("keydown", (event) => {
    const reach = event.shiftKey ? 8 : 1;
    if (event.key in ARROWS) go(...ARROWS[event.key].map((v) => v * reach));
    else if (event.key === "Home") home();
    else if (event.key === " ") space();
    else return;
    event.preventDefault();
  });
}

/**
 * Two canvases, of which one is seen. `place(w)` is called while the start moves and `done()` at the
 * end, `space()` for the space bar, `redraw()` when the land is turned; `scene()` and `start()` tell
 * how things stand. Without `place` nothing can be moved. Returns {element, draw, name, seen, focus}.
 */
export function board({ place, done, space, redraw, scene, start }) {
  const ground = new Ground(), relief = new Relief(), mist = new Mist();
  const map = keepKeys(make("canvas", {
    className: "downslope-picture", role: place ? "application" : "img",
    "aria-roledescription": "map", ...(place && { tabIndex: 0 }),
  }));
  const block = keepKeys(make("canvas", {
    className: "downslope-picture", tabIndex: 0, role: "application", hidden: true,
    "aria-roledescription": "3-D view",
  }));
  const inside = (v, [low, high]) => Math.max(low, Math.min(high, v));
  if (place) {
    onDrag2(map, (x, y) => {
      const s = mapScales(widthOf(map), scene());
      place(s.place(x, y).map((v) => Math.round(v * 1e3) / 1e3));
    }, done);
    onArrows(map, (dx, dy) => {
      const { xlim, ylim } = scene(), unit = (xlim[1] - xlim[0]) / 96, [x, y] = start();
      const to = [inside(x + dx * unit, xlim), inside(y + dy * unit, ylim)];
      place(to.map((v) => Math.round(v * 1e6) / 1e6));
      done();
    }, () => (place([...scene().home]), done()), space);
  }
  onDrag2(block, (x, y, dx, dy) => (relief.turn(dx * 0.01, dy * 0.008), redraw()));
  onArrows(block, (dx, dy) => (relief.turn(dx * 0.08, -dy * 0.08), redraw()),
    () => ((relief.yaw = -0.55), (relief.pitch = 0.7), redraw()), space);

  function drawMap(picture) {
    const { heights, trails, chosen, hop, ahead, ink, arrows, marks, fan, flag } = picture;
    const [c, width] = fit(map, mapScales(widthOf(map), scene()).height);
    const s = mapScales(width, scene());
    const sight = picture.sight ?? null, standing = trails.map((trail) => between(trail, hop));
    const near = ([x, y]) => sight === null ||
      standing.some(([a, b]) => Math.hypot(x - a, y - b) <= sight);
    const land = (on) => ground.draw(on, s, scene(), heights, ink);
    within(c, s, () => (sight === null ? land(c)
      : mist.draw(c, s, standing.map(s.at), sight * s.scale, ink, land)));
    ground.axes(c, s, scene(), ink);
    within(c, s, () => {
      trails.forEach((trail) => drawTrail2(c, s, trail, ahead, ink));
      if (fan) fan.drawFan(c, s, ink);
      scene().marks?.forEach(([x, y, gx, gy], i) => {
        if (marks && near([x, y])) drawGradient(c, s, scene(), [x, y], [gx, gy], ink, "");
        const [px, py] = s.at([x, y]);
        marker(c, "circle", px, py, 10, ink("flag"), ink("halo"), 3);
        c.fillStyle = "#1b1b1b"; // on yellow, in either theme
        c.font = `700 ${FONT}`;
        c.textAlign = "center";
        c.textBaseline = "middle";
        c.fillText(String(i + 1), px, py + 0.5);
      });
      const { places, upto } = trails[chosen];
      if (arrows) {
        drawGradient(c, s, scene(), places[upto], arrows.slope, ink);
        if (arrows.next.every(Number.isFinite)) {
          arrow(c, s.at(places[upto]), s.at(arrows.next), ink("hiker"), ink("halo"));
        }
      }
      const first = s.at(trails[0].places[0]);
      if (trails.some((trail) => trail.upto > 0)) halo(c, "start", first[0], first[1] - 13, ink("ink"), ink);
      if (flag) planted(c, s.at, flag, ink);
      for (const [k, { look }] of [...trails.entries()].reverse()) {
        const [x, y] = s.at(standing[k]);
        marker(c, look.shape, x, y, 7, ink(look.ink), ink("halo"), 3);
      }
    });
  }
  /** The flag of a prediction and, at the end of the walk, how far from it the hiker is. */
  function planted(c, at, { place, name, end }, ink) {
    const [x, y] = at(place);
    if (end) {
      const [a, b] = at(end);
      line(c, [[x, y], [a, b]], ink("ink"), 2, [4, 4], ink("halo"));
      const far = Math.hypot(place[0] - end[0], place[1] - end[1]);
      halo(c, number(far), (x + a) / 2 + 10, (y + b) / 2, ink("ink"), ink, "left");
    }
    pennant(c, x, y, name, ink);
  }
  /** Where a hiker stands who is on the way from step hop.from to the one that is shown. */
  function between({ places, upto }, hop) {
    const to = places[upto];
    if (!hop) return to;
    const from = places[Math.min(hop.from, places.length - 1)];
    return to.map((v, i) => from[i] + hop.part * (v - from[i]));
  }
  function draw(picture) {
    map.hidden = picture.view !== "map";
    block.hidden = !map.hidden;
    if (!map.hidden) return drawMap(picture);
    const [c, width, height] = fit(block, widthOf(block) - 12);
    const { heights, trails, chosen, ink, sight = null, flag } = picture;
    relief.draw(c, width, height, scene(), heights, trails, chosen, ink, sight);
    if (flag) planted(c, (place) => relief.spot(scene(), place), flag, ink);
  }
  const element = make("div", { className: "downslope-board" }, map, block);
  const name = (words) => {
    map.setAttribute("aria-label", `${words}${place ? "; arrow keys move it" : ""}`);
    block.setAttribute("aria-label", `The land in 3-D; arrow keys turn it. ${words}`);
  };
  return { element, draw, name, seen: () => (map.hidden ? block : map), focus: () => map.focus() };
}
