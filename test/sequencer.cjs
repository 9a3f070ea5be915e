const fs = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;

/** Their files are small, and what they play is not. */
const takesLong =
  /(\.long|\.soak|bootstrap\/rights\/pairs|stories\/kit-(ecs|lambda-image))\.test\.ts$/;

/**
 * Begins with what takes minutes. Jest itself goes by the sizes of files where it has not run before, as in a clean
 * clone, and would leave the longest for the end, when there is nothing left to run beside them.
 */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isLong = ({ path }) => takesLong.test(path);
    const long = sorted.filter(isLong).sort((a, b) => sizeOf(a) - sizeOf(b));
    return [...long, ...sorted.filter((test) => !isLong(test))];
  }
};

/** Those that repeat something a hundred times say little else; and the two that write gigabytes are far apart. */
function sizeOf({ path }) {
  return fs.statSync(path).size;
}
