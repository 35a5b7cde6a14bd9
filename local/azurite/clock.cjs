// Preloaded into Azurite: its time is that of the file that FIXIA_CLOCK names, which says by how many ticks of 100 ns it is
// ahead of the machine's. Azurite shows and hides the messages of a queue by it.
const { openSync, readSync } = require("node:fs");

const file = openSync(process.env.FIXIA_CLOCK, "r");
const ticks = Buffer.alloc(8);
const Machine = Date;

const now = () => {
  readSync(file, ticks, 0, ticks.length, 0);
  return Machine.now() + Number(ticks.readBigInt64LE() / 10_000n);
};

globalThis.Date = class Date extends Machine {
  static now() {
    return now();
  }

  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
};
