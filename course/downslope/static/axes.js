// Words on a picture: the ticks of an axis, its name, and text that can be read on any ground.

export const FONT = "12px system-ui, sans-serif";

/** Round steps for an axis: about `count` of them. */
export function ticks([low, high], count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((s) => s * power >= rough) * power;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step);
}

/** Text with a halo, so that it can be read on any ground. */
export function halo(c, text, x, y, colour, ink, align = "center") {
  c.font = `600 ${FONT}`;
  c.textAlign = align;
  c.textBaseline = "middle";
  c.lineWidth = 4;
  c.lineJoin = "round";
  c.strokeStyle = ink("halo");
  c.strokeText(text, x, y);
  c.fillStyle = colour;
  c.fillText(text, x, y);
}

/** Name the axes of a picture with this frame, inside it: what goes across, and what goes up. */
export function nameAxes(c, { left, top, wide, high }, [across, up], ink) {
  halo(c, across, left + wide - 8, top + high - 12, ink("ink2"), ink, "right");
  halo(c, up, left + 8, top + 13, ink("ink2"), ink, "left");
}
