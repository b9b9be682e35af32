// The shots of the artillery range: the run that is shown, and the sweep of the slider in hand.
// Python computes all of them; while a slider is dragged they are only looked up here.
import { doubles } from "./kit.js";

const AIM = ["angle", "speed", "lr"];

export class Shots {
  /** `changed` is called when another run is shown, `swept(axis)` when a sweep has come. */
  constructor(model, changed, swept = () => {}) {
    Object.assign(this, { model, changed, run: null, sweep: null, wish: null });
    this.value = Object.fromEntries(AIM.map((name) => [name, model.get(name)]));
    model.on("change:run", () => this.adopt());
    model.on("msg:custom", (answer, buffers) => {
      if (!answer.sweep) return;
      this.sweep = { ...answer, rows: doubles(buffers[0]) };
      swept(answer.sweep);
      if (!this.fits(model.get("run")) && this.lookUp()) changed();
    });
  }

  /** Is this run or sweep of where the sliders, the locks and the flag stand? `but` may differ. */
  fits(state, but = "") {
    return AIM.every((name) => name === but || state[name] === this.value[name]) &&
      state.target === this.model.get("target") &&
      String(state.knobs) === String(this.model.get("knobs"));
  }

  /** Take over the run that Python has set, if it belongs to where things stand. */
  adopt() {
    const fresh = this.model.get("run");
    if (!this.fits(fresh)) return;
    this.show({ ...fresh, rows: doubles(fresh.rows) });
    this.changed();
    const { wish } = this;
    this.wish = null;
    wish?.();
  }

  show(run) {
    this.run = run;
    const range = this.columns.indexOf("range");
    this.last = -1; // the last shell that flew
    for (let i = range; Number.isFinite(run.rows[i]); i += this.columns.length) this.last += 1;
  }

  /**
   * Do what needs all shots: now or, when a knob has just been turned and only the first one is here,
   * as soon as Python has told the rest.
   */
  whenAll(act) {
    if (this.fits(this.run) && this.run.rows.length > this.columns.length) act();
    else this.wish = act;
  }

  get columns() {
    return this.model.get("scene").columns;
  }

  /** Is the run here for where this slider stands? A restored state has positions of its own. */
  covers(axis) {
    return this.sweep?.sweep === axis && this.fits(this.sweep, axis) &&
      this.sweep.values.includes(this.value[axis]);
  }

  /** Ask Python for the sweep of a slider, unless it is here. */
  ask(axis) {
    if (!this.covers(axis)) this.model.send({ sweep: axis, ...this.value });
  }

  /** Move slider `axis` to its position i. Returns whether the run is here; if not, asks for it. */
  move(axis, i) {
    this.value[axis] = this.model.get("scene").axes[axis][i];
    this.hand = axis;
    const here = this.lookUp();
    if (!here) this.ask(axis);
    return here;
  }

  lookUp() {
    if (!this.covers(this.hand)) return false;
    const i = this.sweep.values.indexOf(this.value[this.hand]);
    const size = this.sweep.shots * this.columns.length, rows = this.sweep.rows;
    const [verdict, trouble] = [this.sweep.verdicts[i], this.sweep.troubles[i]];
    const { target, knobs } = this.sweep, state = { ...this.value, target, knobs };
    this.show({ ...state, rows: rows.subarray(i * size, (i + 1) * size), verdict, trouble, remark: "" });
    return true;
  }

  /** The number of shot k in a column; ? behind the last one. */
  cell(k, column) {
    return this.run.rows[k * this.columns.length + this.columns.indexOf(column)] ?? NaN;
  }
}
