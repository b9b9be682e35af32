// Something to take home: a demo's picture as a PNG, its run as Python, its state as JSON.
import { FONT } from "./axes.js";
import { button, colours, freshId, hideable, keepKeys, make } from "./kit.js";

const HEAD = 30; // pixels for the caption above the picture

const DRAWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
  "stroke-linecap", "opacity", "display", "font-family", "font-size", "font-weight", "text-anchor",
  "paint-order"];

/** An SVG picture as a canvas: a copy that carries the look which the style sheet gives it here. */
async function photograph(picture) {
  const { width, height } = picture.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
  const copy = picture.cloneNode(true), own = [copy, ...copy.querySelectorAll("*")];
  [picture, ...picture.querySelectorAll("*")].forEach((element, i) => {
    const look = getComputedStyle(element);
    for (const name of DRAWN) own[i].style.setProperty(name, look.getPropertyValue(name));
  });
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  for (const [name, value] of Object.entries(size)) copy.setAttribute(name, value);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = make("canvas", size);
  canvas.getContext("2d").drawImage(image, 0, 0, size.width, size.height);
  return canvas;
}

/** Put pictures below each other, on the theme's ground and under a caption: one new canvas. */
async function joinPictures(root, pictures, caption) {
  const canvases = await Promise.all(pictures.map((one) => (one.getContext ? one : photograph(one))));
  const ink = colours(root), ratio = window.devicePixelRatio || 1, head = HEAD * ratio;
  const sheet = make("canvas", {
    width: Math.max(...canvases.map(({ width }) => width)),
    height: canvases.reduce((sum, { height }) => sum + height, head),
  });
  const c = sheet.getContext("2d");
  c.fillStyle = ink("back");
  c.fillRect(0, 0, sheet.width, sheet.height);
  let top = head;
  for (const canvas of canvases) {
    c.drawImage(canvas, 0, top);
    top += canvas.height;
  }
  c.scale(ratio, ratio);
  c.font = `600 ${FONT.replace("12px", "15px")}`;
  c.textBaseline = "middle";
  c.fillStyle = ink("ink");
  c.fillText(caption, 8, HEAD / 2 + 2);
  return sheet;
}

/** Hand a canvas to the reader as a file `name`.png. */
function savePicture(canvas, name) {
  canvas.toBlob((blob) => {
    const href = URL.createObjectURL(blob);
    make("a", { href, download: `${name}.png` }).click();
    URL.revokeObjectURL(href);
  });
}

/**
 * Put text on the clipboard and tell in `status` what it is good for. Where that is not allowed, show it in
 * `place` under a name, ready to be copied.
 */
async function copyText(text, place, name, goodFor, status) {
  const tell = (words) => (status.textContent = words);
  place.replaceChildren();
  try {
    await navigator.clipboard.writeText(text);
    return tell(`Copied: ${goodFor}`);
  } catch { // no permission, or a page that is not secure
    const area = keepKeys(make("textarea", {
      id: freshId(), readOnly: true, value: text, rows: text.trim().split("\n").length,
    }));
    area.setAttribute("aria-label", name);
    place.append(area);
    area.focus();
    area.select();
    tell("The browser does not let the demo copy: press Ctrl+C (on a Mac ⌘C).");
  }
}

/**
 * Ask Python for what is shown as Python. The question is itself a change: while one is unanswered the
 * next ones wait in the page, and a message would overtake them.
 */
function asked(model) {
  return new Promise((done) => {
    const hear = ({ code }) => code === undefined || (model.off("msg:custom", hear), done(code));
    model.on("msg:custom", hear);
    model.set("copies", model.get("copies") + 1);
    model.save_changes();
  });
}

/**
 * The row of things to take home. `pictures()` are the canvases and SVG pictures that are seen,
 * `caption()` the words above them, `name()` that of the file; the line `status` says what has been done.
 * Returns {row, text}: text that the browser does not let the demo copy appears in `text`.
 */
export function sharing({ root, model, pictures, caption, name, status }) {
  const text = make("div", { className: "downslope-text" });
  const copy = (words, title, goodFor) => copyText(words, text, title, goodFor, status);
  const state = () => JSON.stringify(Object.fromEntries(
    model.get("state_names").map((trait) => [trait, model.get(trait)])));
  const row = make("div", { className: "downslope-share", role: "group", "aria-label": "To take home" },
    button("Copy as Python", async () => copy(await asked(model), "These numbers in Python",
      "paste it into a cell to find these numbers in Python.")),
    button("Copy state", () => copy(state(), "The state of this demo",
      "a demo that is made with state='…' opens just like this.")),
    button("Picture", async () => savePicture(await joinPictures(root, pictures(), caption()), name())));
  return { row, text };
}

/** The last row of a demo: its table to unfold, and things to take home (as `sharing` takes them). */
export function foot(table, what) {
  const { row, text } = sharing(what);
  return make("div", { className: "downslope-foot" },
    ...(table ? [hideable("table", table)] : []), hideable("share", row), text);
}
