// The runs that Python has computed: the one that is shown, and a sweep to look others up in.
import { doubles } from "./kit.js";

export const [PLACE, HEIGHT, SLOPE, RULE, ASTRAY] = [0, 1, 2, 3, 4]; // walk.COLUMNS

/**
 * Holds `value` = {lr, start}, where the sliders stand, and the run that belongs to it. A sweep
 * holds the runs at every position of one slider, so that dragging needs no answer from Python.
 * `changed()` is called when a new run has arrived, `swept(axis)` when a sweep has.
 */
export class Runs {
  constructor(model, changed, swept) {
    this.model = model;
    this.changed = changed;
    this.value = { lr: model.get("lr"), start: model.get("start") };
    this.run = this.sweep = null;
    model.on("change:run", () => this.adopt());
    model.on("msg:custom", (answer, buffers) => {
      if (!answer.sweep) return;
      this.sweep = { ...answer, axis: answer.sweep, rows: doubles(buffers[0]) };
      swept(answer.sweep);
      if (!this.settled && this.lookUp()) changed();
    });
  }

  get scene() {
    return this.model.get("scene");
  }

  /** Does the run that Python has set belong to where the sliders stand? */
  get settled() {
    const { lr, start, preset } = this.model.get("run");
    return lr === this.value.lr && start === this.value.start && preset === this.model.get("preset");
  }

  /** Take over the run that Python has set, if it is the one. */
  adopt() {
    if (!this.settled) return;
    const fresh = this.model.get("run");
    this.run = { ...fresh, rows: doubles(fresh.rows) };
    this.changed();
  }

  /** Does the sweep cover this slider, given where the other one stands? */
  covers(axis) {
    const other = axis === "lr" ? "start" : "lr";
    return this.sweep !== null && this.sweep.axis === axis &&
      this.sweep.preset === this.model.get("preset") && this.sweep[other] === this.value[other] &&
      this.sweep.values.includes(this.value[axis]); // a restored state has positions of its own
  }

  /** Ask Python for the sweep of a slider, unless it is here. */
  ask(axis) {
    if (!this.covers(axis)) this.model.send({ sweep: axis, ...this.value });
  }

  /** Move slider `axis` to its position i. Returns whether the run is here; if not, asks for it. */
  move(axis, i) {
    this.value[axis] = this.scene.axes[axis][i];
    const here = this.covers(axis) && this.lookUp();
    if (!here) this.ask(axis);
    return here;
  }

  lookUp() {
    const { axis, values, rows, verdicts, troubles } = this.sweep;
    if (!this.covers(axis)) return false;
    const i = values.indexOf(this.value[axis]);
    const size = (this.scene.steps + 1) * this.scene.columns.length;
    const [verdict, trouble] = [verdicts[i], troubles[i]];
    this.run = { rows: rows.subarray(i * size, (i + 1) * size), verdict, trouble };
    return true;
  }

  /** The number of step k in a column of walk.COLUMNS. */
  cell(k, column) {
    return this.run.rows[k * this.scene.columns.length + column];
  }

  /** The last step that can be shown. */
  get last() {
    return this.run.trouble ? 0 : this.scene.steps;
  }

  /** [place, height] of every step that can be shown. */
  get places() {
    return Array.from({ length: this.last + 1 }, (_, k) => [
      this.cell(k, PLACE), this.cell(k, HEIGHT),
    ]);
  }
}
