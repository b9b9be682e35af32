// Something to take home: a demo's picture as a PNG, its run as Python.
import { colours, freshId, keepKeys, make } from "./kit.js";
import { FONT } from "./terrain.js";

const HEAD = 30; // pixels for the caption above the picture

/** Put canvases below each other, on the theme's ground and under a caption: one new canvas. */
export function joinPictures(root, canvases, caption) {
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
export function savePicture(canvas, name) {
  canvas.toBlob((blob) => {
    const href = URL.createObjectURL(blob);
    make("a", { href, download: `${name}.png` }).click();
    URL.revokeObjectURL(href);
  });
}

/** Put text on the clipboard. Where that is not allowed, show it in `place`, ready to be copied. */
export async function copyText(text, place, tell) {
  place.replaceChildren();
  try {
    await navigator.clipboard.writeText(text);
    return tell("Copied: paste it into a cell to walk this run in Python.");
  } catch { // no permission, or a page that is not secure
    const area = keepKeys(make("textarea", {
      id: freshId(), readOnly: true, value: text, rows: text.trim().split("\n").length,
    }));
    area.setAttribute("aria-label", "This run in Python");
    place.append(area);
    area.focus();
    area.select();
    tell("The browser does not let the demo copy: press Ctrl+C (on a Mac ⌘C).");
  }
}
