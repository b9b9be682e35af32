// Something to take home: a demo's picture as a PNG, its run as Python, its state as JSON.
import { button, colours, freshId, keepKeys, make } from "./kit.js";
import { FONT } from "./terrain.js";

const HEAD = 30; // pixels for the caption above the picture

/** Put canvases below each other, on the theme's ground and under a caption: one new canvas. */
function joinPictures(root, canvases, caption) {
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
 * Put text on the clipboard and tell what it is good for. Where that is not allowed, show it in
 * `place` under a name, ready to be copied.
 */
async function copyText(text, place, name, goodFor, tell) {
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

/** Wait until `settled()`: until Python has told the run that belongs to the controls. */
function settling(model, settled) {
  if (settled()) return Promise.resolve();
  return new Promise((done) => {
    const look = () => settled() && (model.off("change:run", look), done());
    model.on("change:run", look);
  });
}

/**
 * The row of things to take home. `settled()`: is this the run of the controls? `pictures()` are the canvases that are seen, `caption()` the words
 * above them, `name()` that of the file; `tell(words)` says what has been done. Returns {row, text}:
 * text that the browser does not let the demo copy appears in `text`.
 */
export function sharing({ root, model, settled, pictures, caption, name, tell }) {
  const text = make("div", { className: "downslope-text" });
  const copy = (words, title, goodFor) => settling(model, settled).then(() =>
    copyText(words(), text, title, goodFor, tell));
  const state = () => JSON.stringify(Object.fromEntries(
    model.get("state_names").map((trait) => [trait, model.get(trait)])));
  const row = make("div", { className: "downslope-share", role: "group", "aria-label": "To take home" },
    button("Copy as Python", () => copy(() => model.get("run").code, "This run in Python",
      "paste it into a cell to walk this run in Python.")),
    button("Copy state", () => copy(state, "The state of this demo",
      "a demo that is made with state='…' opens just like this.")),
    button("Picture", () => savePicture(joinPictures(root, pictures(), caption()), name())));
  return { row, text };
}
