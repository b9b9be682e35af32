// What every demo is made of: elements, sliders, buttons, numbers for people, colours of the theme.

/** Make an HTML element; `props` are properties where they exist, attributes where they do not. */
export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name in element && name !== "role") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Make an SVG element with attributes. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Words in an SVG picture. */
export const svgText = (words, x, y, kind = "") => svg("text", { x, y, class: kind }, words);

/** An id that no other demo on the page has: each demo may carry its own copy of this module. */
export const freshId = () => `downslope-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;

/** JupyterLab's shortcuts act on focused controls (d d deletes the cell): keep them away. */
export function keepKeys(element) {
  element.setAttribute("data-lm-suppress-shortcuts", "true");
  return element;
}

/** Prepare the root of a demo. Shortcuts that bubble stop here as well. */
export function prepare(root) {
  root.classList.add("downslope");
  root.addEventListener("keydown", (event) => event.stopPropagation());
}

/** Give a control the name by which a teacher can hide it. */
export function hideable(name, element) {
  element.dataset.control = name;
  return element;
}

/** Hide the controls that the trait `hide` names, now and whenever it changes. */
export function hideAsTold(root, model) {
  const obey = () => {
    for (const element of root.querySelectorAll("[data-control]")) {
      const away = model.get("hide").includes(element.dataset.control);
      element.classList.toggle("downslope-away", away);
    }
  };
  model.on("change:hide", obey);
  obey();
}

/** A number for people: a real minus sign, no −0, powers of ten only where they are needed. */
export function number(value, digits = 3) {
  if (value === null || Number.isNaN(value)) return "?";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const large = Math.abs(value) >= 1e4;
  let text = large ? value.toExponential(1) : value.toFixed(Math.abs(value) >= 100 ? 1 : digits);
  if (Number(text) === 0) text = text.replace("-", "");
  return text.replace("-", "−").replace("e+", "e");
}

/** A short number: as few digits as it needs. */
export const short = (value) => String(Number(value.toPrecision(4))).replace("-", "−");

/** In a formula a negative number behind an operator stands in brackets. */
export const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);

/** The doubles that Python packed into a buffer. */
export function doubles(view) {
  const { buffer, byteOffset, byteLength } = view;
  return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** The position of the entry of sorted `values` nearest to `value`. */
export function nearest(values, value) {
  let best = 0;
  values.forEach((entry, i) => {
    if (Math.abs(entry - value) < Math.abs(values[best] - value)) best = i;
  });
  return best;
}

/** Where `value` lies along sorted `values`, from 0 to 1, between two entries if need be. */
export function along(values, value) {
  const next = values.findIndex((entry) => entry >= value);
  if (next < 0) return 1;
  if (next === 0) return 0;
  const part = (value - values[next - 1]) / (values[next] - values[next - 1]);
  return (next - 1 + part) / (values.length - 1);
}

/** A button with a visible name. */
export function button(name, onclick, props = {}) {
  return keepKeys(make("button", { type: "button", textContent: name, onclick, ...props }));
}

/**
 * A labelled slider over a list of values. `show(value)` is read out and shown; `grab` is called
 * on focus, `move(index)` while dragging, `drop(index)` once at the end, though it may be where it
 * was taken, and Python has nothing more to say. Returns {row, input, set}.
 */
export function slider({ label, values, show, grab = () => {}, move, drop }) {
  const id = freshId();
  const input = keepKeys(make("input", { type: "range", id, min: 0, step: 1 }));
  const readout = make("output", { htmlFor: id, "aria-live": "off" }); // the slider says it
  const track = make("span", { className: "downslope-track" }, input);
  const tell = () => {
    const text = show(values[input.value]);
    readout.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("focus", grab);
  input.addEventListener("pointerdown", grab);
  let held = false; // it has been moved, and not let go yet
  const end = () => {
    if (held) drop(Number(input.value));
    held = false;
  };
  input.addEventListener("input", () => ((held = true), tell(), move(Number(input.value))));
  // let go where it was taken, it is of the value that it had: browsers tell no "change" then
  for (const name of ["change", "pointerup", "pointercancel", "blur"]) input.addEventListener(name, end);
  const setValues = (list) => ((values = list), (input.max = list.length - 1));
  const set = (value) => {
    input.value = nearest(values, value);
    tell();
    readout.textContent = show(value);
  };
  setValues(values);
  const row = make("div", { className: "downslope-slider" },
    make("label", { htmlFor: id, textContent: label }), track, readout);
  return { row, input, track, set, setValues };
}

/** Is the run that Python has told of where these traits stand? It may be older than the last key. */
export function settled(model, names) {
  const run = model.get("run");
  return names.every((name) => run[name] === model.get(name));
}

/** A labelled menu of [value, title] pairs. Returns {label, select}. */
export function menu(name, entries, choose) {
  const select = keepKeys(make("select", { id: freshId() }, ...entries.map(
    ([value, textContent]) => make("option", { value, textContent }))));
  select.addEventListener("change", () => choose(select.value));
  return { select, label: make("label", { htmlFor: select.id, textContent: `${name} ` }, select) };
}

/** A box to tick, with its label. */
export function tickBox(name, checked, tell) {
  const box = keepKeys(make("input", { type: "checkbox", id: freshId(), checked }));
  box.addEventListener("change", () => tell(box.checked));
  return make("label", { className: "downslope-tick", htmlFor: box.id }, box, name);
}

/** A table of numbers for those who would rather read than look. */
export function numbersTable(head, lines) {
  const line = (tag, texts) => make("tr", {}, ...texts.map((t) => make(tag, { textContent: t })));
  const table = keepKeys(make("table", { tabIndex: 0 })); // it scrolls: let keys reach it
  table.append(line("th", head), ...lines.map((texts) => line("td", texts)));
  return table;
}

/**
 * A part to unfold: `title`, and below it what `contents()` makes. It is made before the part
 * opens (the toggle event comes a moment later: what was true last time would be seen till then)
 * and taken away when it closes. Returns {details, renew}.
 */
export function unfolding(title, contents) {
  const summary = keepKeys(make("summary", { textContent: title })), details = make("details", {}, summary);
  let inside = null;
  const fill = (fresh) => {
    inside?.remove();
    if ((inside = fresh)) details.append(fresh);
  };
  const renew = () => fill(details.open ? contents() : null);
  summary.addEventListener("click", () => details.open || fill(contents()));
  details.addEventListener("toggle", () => details.open === Boolean(inside) || renew());
  return { details, renew };
}

/** Call `reach(pixel, width)` while a pointer is pressed on a canvas, and `done` at the end. */
export function onDrag(canvas, reach, done = () => {}) {
  const move = (event) => {
    const box = canvas.getBoundingClientRect();
    reach(event.clientX - box.left, box.width);
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    move(event);
    canvas.addEventListener("pointermove", move);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => (canvas.removeEventListener("pointermove", move), done()));
  }
}

const KEYS = {
  ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10,
  Home: -1e9, End: 1e9,
};

/** A slider's keys on a canvas: `go(by)` for arrows, pages, home and end, `space` for the bar. */
export function onKeys(canvas, go, space) {
  canvas.addEventListener("keydown", (event) => {
    if (event.key === " ") space();
    else if (event.key in KEYS) go(KEYS[event.key]);
    else return;
    event.preventDefault();
  });
}

/** The line that says in words what the picture shows. It speaks on change, never a frame. */
export function statusLine() {
  return make("p", {
    id: freshId(), className: "downslope-status", role: "status", "aria-live": "polite",
  });
}

/** While something plays the line follows it for the eye; it is read out when that has ended. */
export const hush = (status, playing) =>
  status.setAttribute("aria-live", playing ? "off" : "polite");

export const calmMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const palettes = new WeakMap(); // root -> {theme, known: {name: colour}}
const widths = new WeakMap(); // canvas -> its width on the page, until that changes

/** The theme's colours, read from the style sheet once a theme: colours(root)("sky") is --ds-sky. */
export function colours(root) {
  const style = getComputedStyle(root), theme = style.color; // of its text: every theme has its own
  if (palettes.get(root)?.theme !== theme) palettes.set(root, { theme, known: {} });
  const { known } = palettes.get(root);
  return (name) => (known[name] ||= style.getPropertyValue(`--ds-${name}`).trim());
}

/** How wide a canvas is on the page. To ask the page itself would lay it out anew, a frame's worth. */
export function widthOf(canvas) {
  if (!widths.get(canvas)) widths.set(canvas, Math.round(canvas.getBoundingClientRect().width));
  return Math.max(280, widths.get(canvas));
}

/**
 * Call `redraw` when the theme or the width changes. Returns a function that stops it and clears
 * the root: Jupyter keeps the roots of views that have gone, so nothing heavy may stay in them.
 */
export function watch(root, redraw) {
  const anew = () => {
    palettes.delete(root);
    for (const canvas of root.querySelectorAll("canvas")) widths.delete(canvas);
    redraw();
  };
  const theme = new MutationObserver(anew);
  theme.observe(document.body, { attributes: true });
  const size = new ResizeObserver(anew);
  size.observe(root);
  return () => (theme.disconnect(), size.disconnect(), root.replaceChildren());
}

/** Fit a canvas to its width on the page, sharp on any screen. Returns [context, width, height]. */
export function fit(canvas, height) {
  const ratio = window.devicePixelRatio || 1;
  const width = widthOf(canvas);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return [context, width, height];
}

/** A picture that is drawn once and then copied: what stands still while something moves before it. */
export class Sheet {
  /** Copy it onto the canvas of context `c`; `draw(context)` it anew if one of `parts` is another. */
  copy(c, parts, draw) {
    const { width, height } = c.canvas, now = [width, height, ...parts];
    if (!now.every((part, i) => part === this.parts?.[i])) {
      this.parts = now;
      this.canvas = new OffscreenCanvas(width, height);
      const own = this.canvas.getContext("2d");
      own.setTransform(c.getTransform());
      draw(own);
    }
    c.save();
    c.resetTransform();
    c.drawImage(this.canvas, 0, 0); // pixel by pixel
    c.restore();
  }
}
