import { application } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';
import { casesOf } from '../matrix';
import { KitStage } from './going-back';
import { type Generation, installOlder, upgrade, useKitOf } from './older-generation';

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
});
afterEach(() => kit.destroy());

/** What a repository of the kit has, of either generation. */
const kits: Readonly<Record<string, (generation: Generation, value: string) => void>> = {
  script: (generation) => {
    useKitOf(generation, kit, 'script');
    kit.write('build', '#!/bin/sh\necho built > result\n', 0o755);
    kit.write('deploy', '#!/bin/sh\ncat result\n', 0o755);
  },
  cloudformation: (generation, Value) => {
    useKitOf(generation, kit, 'cloudformation');
    const Properties = { Name: '/limit', Type: 'String', Value };
    const Resources = { Limit: { Type: 'AWS::SSM::Parameter', Properties } };
    kit.write('template.yml', JSON.stringify({ Resources }));
  },
  'no kit': () => {
    const dev = { region: testRegion, profile: 'dev', account: testAccount };
    kit.write('gitenv.json', JSON.stringify({ application, environments: { dev } }));
    const phases = (command: string) =>
      `version: 0.2\nphases:\n  build:\n    commands:\n      - ${command}\n`;
    kit.write('buildspec.yml', `${phases('echo built > result')}artifacts:\n  files: ["**/*"]\n`);
    kit.write('deployspec.yml', phases('cat result'));
  },
};

const place = () => ({ machine: kit.stage.machine, account: testAccount, environment: 'dev' });

test.each(casesOf(Object.keys(kits), (name) => name === 'script'))(
  'with %s, programs of both generations release and roll back in stacks of both',
  async (name) => {
    // Deploys had none of CloudFormation's rights by themselves then.
    await installOlder(place(), 'arn:aws:iam::aws:policy/AdministratorAccess');
    const use = (generation: Generation, value: string) => kits[name]?.(generation, value);
    use('older', '1');
    const first = await kit.release('Older program, older stack');
    use('newer', '2');
    const second = await kit.release('Newer program, older stack');
    await rollBack(first);
    await upgrade(place());
    use('older', '3');
    await kit.release('Older program, newer stack');
    await rollBack(second);
    use('newer', '4');
    await kit.release('Newer program, newer stack');
    await rollBack(first);
  },
);

async function rollBack(commit: string): Promise<void> {
  const words = ['rollback', 'dev', '--to', commit, '--yes'];
  const { exitCode, stderr } = await kit.stage.gitenv(words);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
}
