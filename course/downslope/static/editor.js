// A small card over a picture in which one number can be edited, by mouse or by keyboard.
import { freshId, keepKeys, make } from "./kit.js";

const LINGER = 350; // milliseconds that the mouse may be away before the card closes

/**
 * Make the card. `tell(what, value)` hears of each finite number that is typed, `closed()` of the
 * end. Returns {card, open(what, name, value, element, hold), close, leave, held}.
 */
export function editor(tell, closed = () => {}) {
  const input = keepKeys(make("input", { type: "number", step: 0.1, id: freshId() }));
  const label = make("label", { htmlFor: input.id });
  const card = make("div", { className: "downslope-editor", hidden: true }, label, input);
  let what = null, back = null, timer = 0;
  function close() {
    if (card.hidden) return;
    const held = card.contains(document.activeElement);
    card.hidden = true;
    closed();
    if (held) back()?.focus();
  }
  const cling = () => clearTimeout(timer);
  function leave() {
    cling();
    timer = setTimeout(() => document.activeElement !== input && close(), LINGER);
  }
  input.addEventListener("input", () => {
    const value = input.valueAsNumber;
    if (Number.isFinite(value)) tell(what, value);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Enter") close();
  });
  input.addEventListener("blur", leave);
  card.addEventListener("pointerenter", cling);
  card.addEventListener("pointerleave", leave);
  /** Open the card below `element()`; `hold`: the keyboard goes on in it. */
  function open(key, name, value, element, hold = false) {
    cling();
    if (hold || String(key) !== String(what) || card.hidden) place(key, name, value, element);
    if (hold) (input.focus(), input.select());
  }
  function place(key, name, value, element) {
    [what, back] = [key, element];
    label.textContent = name;
    input.value = Number(value.toFixed(3));
    card.hidden = false;
    const box = element().getBoundingClientRect();
    const frame = card.offsetParent.getBoundingClientRect();
    const left = box.left - frame.left + box.width / 2 - card.offsetWidth / 2;
    card.style.left = `${Math.max(0, Math.min(frame.width - card.offsetWidth, left))}px`;
    card.style.top = `${box.bottom - frame.top - 3}px`;
  }
  const held = () => document.activeElement === input;
  return { card, open, close, leave, held };
}
