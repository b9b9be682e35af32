// The nets of all examples that Python has computed at once, so that another one is there at once.

/** `net` is that of the chosen example. `swept(count)` is called when the others have come. */
export class Examples {
  constructor(model, swept) {
    Object.assign(this, { model, nets: [], asked: null });
    model.on("msg:custom", ({ nets, muted, edits }) => {
      if (!nets) return;
      this.nets = nets;
      this.key = String([muted, edits]);
      // others may be missing for want of time, and the question may have overtaken what was told
      this.asked = nets.length < model.get("net").examples ? null : this.key;
      swept(nets.length);
    });
  }

  /** Which weights the numbers belong to. */
  get weights() {
    return String([this.model.get("muted"), this.model.get("edits")]);
  }

  /** Ask Python for all examples, unless they are here or on their way. */
  ask() {
    if (this.asked === this.weights) return;
    this.asked = this.weights;
    this.model.send({ sweep: true });
  }

  get net() {
    const told = this.model.get("net"), k = this.model.get("example");
    if (told.example === k || this.key !== this.weights) return told;
    return this.nets[k] ?? told;
  }
}
