const fs = require('node:fs');
const path = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** Their files are small, and what they play is not. */
const takesLong = /\.(long|soak)\.test\.ts$/;

/** What takes longest of the rest, the longest first, as a run of all of them has measured it. */
const longest = [
  'bootstrap/rights/pairs',
  'submodules/submodules-upstream',
  'submodules/submodules',
  'stories/unreliable-aws',
  'stories/bundles-pull',
  'stories/bad-night-now',
  'stories/guards',
  'stories/bad-input',
  'buildspecs/program/static-site',
  'stories/going-back-terraform',
  'stories/config',
  'stories/gate',
  'stories/bad-night',
  'stories/kit-cloudformation',
  'stories/plan',
  'stories/bundles',
  'stories/promote',
  'buildspecs/program/cloudformation',
  'deploy/rollback',
  'bootstrap/checks',
  'first-push/kits',
  'stories/readme',
  'stories/release',
  'stories/kit-cdk',
  'buildspecs/program/sources',
  'stories/half-way',
  'stories/submodules',
  'stories/kit-static-site',
  'buildspecs/terraform',
  'stories/kit-ecs',
  'stories/kit-lambda-image',
  'buildspecs/terragrunt',
  'stories/going-back-ecs',
  'setup/doctor/verbs',
  'buildspecs/program/cdk',
  'stories/set-up',
  'stories/going-back-static-site',
  'deploy/loose-reasons',
  'first-push/programs',
  'deploy/push',
].map((name) => path.join(__dirname, `${name}.test.ts`));

/**
 * Begins with what takes longest. Jest itself goes by the sizes of files where it has not run before, as in a clean
 * clone, and would leave some of them for the end, when there is nothing left to run beside them.
 */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const gone = longest.find((file) => !fs.existsSync(file));
    if (gone) throw new Error(`${gone} is not there any more: take it out of test/sequencer.cjs`);
    const sorted = await super.sort(tests);
    const isLong = ({ path: file }) => takesLong.test(file);
    const long = sorted.filter(isLong).sort((a, b) => sizeOf(a) - sizeOf(b));
    const others = sorted.filter((test) => !isLong(test));
    const listed = longest.flatMap((file) => others.filter((test) => test.path === file));
    return [...long, ...listed, ...others.filter((test) => !listed.includes(test))];
  }
};

/** Those that repeat something a hundred times say little else; and the two that write gigabytes are far apart. */
function sizeOf({ path: file }) {
  return fs.statSync(file).size;
}
