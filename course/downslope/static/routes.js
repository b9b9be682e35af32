// The trails that Python has computed: the ones that are shown, and a sweep to look others up in.
import { doubles } from "./kit.js";

export const [X, Y, HEIGHT, GX, GY, RULE_X, RULE_Y, ASTRAY] = [0, 1, 2, 3, 4, 5, 6, 7]; // trails.COLUMNS

const same = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);

/**
 * Holds `value` = {start, lrs}, where the controls stand, and the trails that belong to it. A sweep
 * holds one hiker's trails at all learning rates, so that dragging needs no answer from Python; a
 * dragged start is asked for, one question at a time. `changed()` is called when trails arrive,
 * `swept(k)` when a sweep has.
 */
export class Routes {
  constructor(model, changed, swept) {
    Object.assign(this, { model, changed, run: null, sweep: null, waiting: false, stale: false });
    this.value = this.standing();
    model.on("change:run", () => this.adopt());
    model.on("msg:custom", (answer, buffers) => {
      if ("code" in answer) return;
      if (answer.preset !== model.get("preset")) return void (this.waiting = false);
      if (answer.walks) this.arrive(answer, buffers);
      if (!("sweep" in answer)) return;
      this.sweep = { ...answer, rows: doubles(buffers[0]) };
      this.asked = null;
      swept(answer.sweep);
      if (!this.settled && this.lookUp(answer.sweep)) changed();
    });
  }

  standing() {
    return { start: [...this.model.get("start")], lrs: [...this.model.get("lrs")] };
  }

  get scene() {
    return this.model.get("scene");
  }

  /** Do the trails that Python has set belong to where the controls stand? */
  get settled() {
    const { start, lrs, preset } = this.model.get("run");
    return same(start, this.value.start) && same(lrs, this.value.lrs) &&
      preset === this.model.get("preset");
  }

  /** Take over the trails that Python has set, if they are the ones. */
  adopt() {
    if (!this.settled) return;
    const fresh = this.model.get("run");
    this.run = { ...fresh, rows: doubles(fresh.rows) };
    this.changed();
  }

  arrive(answer, buffers) {
    this.waiting = false;
    if (this.settled) return; // the drag is over, and Python has told all there is
    if (same(answer.lrs, this.value.lrs)) {
      this.run = { ...answer, rows: doubles(buffers[0]) };
      this.changed();
    }
    if (this.stale) this.ask();
  }

  /** Ask for the trails from where the controls stand; while an answer is due, remember to. */
  ask() {
    this.stale = this.waiting;
    if (this.waiting) return;
    this.waiting = true;
    this.model.send({ walks: true, ...this.value });
  }

  /** Move the start, and ask for its trails. */
  place(start) {
    this.value.start = start;
    this.ask();
  }

  covers(k) {
    const sweep = this.sweep;
    return sweep !== null && sweep.sweep === k && same(sweep.start, this.value.start) &&
      sweep.preset === this.model.get("preset") && sweep.rates.includes(this.value.lrs[k]);
  }

  /** Ask Python for hiker k's trails at all learning rates, unless they are here. */
  askSweep(k) {
    const key = [k, ...this.value.start, this.model.get("preset")].join();
    if (this.covers(k) || this.asked === key) return; // it is here, or on its way
    this.asked = key;
    this.model.send({ sweep: k, start: this.value.start });
  }

  /** Give hiker k the learning rate at position i. Returns whether the trail is here. */
  rate(k, i) {
    this.value.lrs[k] = this.scene.rates[i];
    const here = this.covers(k) && this.lookUp(k);
    if (!here) this.askSweep(k);
    return here;
  }

  lookUp(k) {
    if (!this.covers(k) || !this.run) return false;
    const i = this.sweep.rates.indexOf(this.value.lrs[k]);
    const { rows, verdicts, troubles } = this.sweep, size = this.size;
    const put = (list, entry) => list.map((old, j) => (j === k ? entry : old));
    const mixed = this.run.rows.slice();
    mixed.set(rows.subarray(i * size, (i + 1) * size), k * size);
    this.run = {
      ...this.run, rows: mixed, verdicts: put(this.run.verdicts, verdicts[i]),
      troubles: put(this.run.troubles, troubles[i]),
    };
    return true;
  }

  get size() {
    return (this.scene.steps + 1) * this.scene.width;
  }

  /** A number of hiker k's trail at a step. */
  cell(k, step, column) {
    return this.run.rows[k * this.size + step * this.scene.width + column];
  }

  /** The place of hiker k at a step. */
  at(k, step) {
    return [this.cell(k, step, X), this.cell(k, step, Y)];
  }

  /** The last step that hiker k can be shown at. */
  last(k) {
    return this.run.troubles[k] ? 0 : this.scene.steps;
  }

  places(k) {
    return Array.from({ length: this.last(k) + 1 }, (_, step) => this.at(k, step));
  }

  heights(k) {
    return Array.from({ length: this.last(k) + 1 }, (_, step) => this.cell(k, step, HEIGHT));
  }
}
