// Fog over a map: what is not near a hiker is not drawn at all.

/** A sheet of its own for what lies in the fog, and a mask: both are kept, and fitted when needed. */
export class Mist {
  constructor() {
    this.sheets = [0, 1].map(() => new OffscreenCanvas(1, 1).getContext("2d"));
  }

  /** Let `draw(context)` be seen only within `reach` pixels of the `spots`, softly at the rim. */
  draw(c, s, spots, reach, ink, draw) {
    const ratio = window.devicePixelRatio || 1;
    const [land, mask] = this.sheets;
    for (const sheet of this.sheets) {
      [sheet.canvas.width, sheet.canvas.height] = [c.canvas.width, c.canvas.height]; // clears it
      sheet.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    for (const [x, y] of spots.filter((spot) => spot.every((v) => Math.abs(v) < 1e5))) {
      const soft = mask.createRadialGradient(x, y, 0, x, y, reach);
      soft.addColorStop(0.6, "#000");
      soft.addColorStop(1, "#0000");
      mask.fillStyle = soft;
      mask.beginPath();
      mask.arc(x, y, reach, 0, 7);
      mask.fill();
    }
    draw(land);
    land.setTransform(1, 0, 0, 1, 0, 0);
    land.globalCompositeOperation = "destination-in";
    land.drawImage(mask.canvas, 0, 0);
    land.globalCompositeOperation = "source-over";
    c.fillStyle = ink("fog");
    c.fillRect(s.left, s.top, s.side, s.side);
    c.drawImage(land.canvas, 0, 0, c.canvas.width / ratio, c.canvas.height / ratio);
  }
}
