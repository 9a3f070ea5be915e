const fs = require('node:fs');
const path = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** Their files are small, and what they play is not. */
const takesLong = /\.(long|soak)\.test\.ts$/;

/** What takes longest of the rest, the longest first, as a run of all of them has measured it. */
const longest = [
  'stories/unreliable-aws',
  'stories/bundles-pull',
  'stories/apart',
  'stories/guards',
  'stories/bundles',
  'buildspecs/program/static-site',
  'stories/kit-cdk',
  'stories/gate',
  'stories/plan',
  'stories/promote',
  'stories/bad-night-now',
  'stories/kit-cloudformation',
  'buildspecs/program/cloudformation',
  'stories/bad-input',
  'bootstrap/rights/pairs',
  'submodules/submodules-upstream',
  'stories/going-back-terraform',
  'stories/kit-images.matrix',
  'stories/bad-night',
  'bootstrap/checks',
  'submodules/submodules',
  'first-push/kits.matrix',
  'stories/release',
  'buildspecs/terraform',
  'stories/config',
  'stories/readme',
  'setup/doctor/verbs',
  'buildspecs/terragrunt',
  'stories/submodules',
  'stories/kit-static-site',
  'buildspecs/program/cdk',
  'stories/half-way',
  'deploy/rollback',
  'stories/upgrade.matrix',
  'deploy/bring-bundle',
  'buildspecs/program/sources',
  'stories/going-back-ecs.matrix',
  'stories/set-up',
  'stories/going-back-static-site',
  'deploy/push',
  'follow/polite',
  'first-push/programs.matrix',
  'deploy/loose-reasons',
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
