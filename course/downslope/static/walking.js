// Walking through a run that is already here: play, step, step back, at three paces.
import { calmMotion } from "./kit.js";

// milliseconds of the first step, and of the shortest one as a long run gathers speed
export const PACES = { slow: [700, 700], normal: [260, 70], fast: [80, 25] };

/**
 * `at` is the step that is shown, `hop` = {from, part} while a step is under way. `view` has
 * last() (the last step), lost(k) (not worth showing one by one), pace(), draw(), told() (a step is
 * shown now), passing() (the same on the way, while it plays) and label(playing).
 */
export class Walking {
  constructor(view, at) {
    Object.assign(this, { view, at, hop: null, frame: 0, playing: false });
  }

  show(k) {
    this.at = Math.max(0, Math.min(this.view.last(), k));
    this.hop = null;
    this.view.told();
  }

  /** Go some steps on or, with a negative number, back. */
  step(by) {
    this.pause();
    const from = this.at;
    this.show(from + by);
    if (!calmMotion() && this.at !== from) this.animate(from, PACES[this.view.pace()][0], () => {});
  }

  /** Walk to the end, or pause. Where motion is not wanted, jump ten steps. */
  play() {
    if (this.playing) return this.pause();
    const last = this.view.last(), done = this.at >= last;
    if (calmMotion()) return this.show(done ? Math.min(10, last) : this.at + 10);
    if (done) this.show(0);
    this.playing = true;
    this.view.label(true);
    this.next();
  }

  next() {
    if (this.at >= this.view.last() || this.view.lost(this.at)) {
      this.pause();
      return this.show(this.view.last());
    }
    const [first, shortest] = PACES[this.view.pace()];
    this.at += 1;
    this.view.passing();
    const time = Math.max(shortest, first - (this.at - 1) * first / 18);
    this.animate(this.at - 1, first === shortest ? first : time, () => this.next());
  }

  animate(from, time, then) {
    const begun = performance.now();
    const turn = (now) => {
      const part = Math.max(0, Math.min(1, (now - begun) / time));
      this.hop = part < 1 ? { from, part: part * part * (3 - 2 * part) } : null;
      this.view.draw();
      if (part < 1) this.frame = requestAnimationFrame(turn);
      else then();
    };
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(turn);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.hop = null;
  }

  /** Stop here, playing or hopping, and tell it. */
  pause() {
    this.stop();
    if (!this.playing) return;
    this.playing = false;
    this.view.label(false);
    this.show(this.at);
  }
}
