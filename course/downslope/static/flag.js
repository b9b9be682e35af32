// The flag: a learner's prediction of where the walk will end, planted before the walk is seen.

/** Where the flag stands is the trait `guess`. `moved()` is called when it is planted or taken. */
export class Flag {
  constructor(model, moved) {
    this.model = model;
    this.planting = false; // do clicks and keys on the mountain move the flag?
    this.seen = false; // has the end been seen since the flag was moved?
    model.on("change:guess", () => {
      if (this.place === null) this.planting = false;
      moved();
    });
  }

  /** A number x, or [x, y]; null without a flag. */
  get place() {
    return this.model.get("guess");
  }

  get stands() {
    return this.place !== null;
  }

  /** A prediction is out: the end of the run is not to be seen yet. */
  get hides() {
    return this.stands && !this.seen;
  }

  move(place) {
    this.seen = false;
    this.model.set("guess", place);
    this.model.save_changes();
  }

  plant(place) {
    this.planting = true;
    this.move(place);
  }

  take() {
    this.planting = false;
    this.move(null);
  }
}
