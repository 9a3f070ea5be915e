import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { planners } from '../../buildspecs/program/planners';
import { buildspecFiles, driftspecFile, outputVariables } from '../../lib/contract';
import { kits } from './program/workbench';

interface Buildspec {
  version: number;
  env: { shell: string; 'exported-variables'?: string[] };
  phases: Record<string, { commands?: string[]; 'runtime-versions'?: Record<string, number> }>;
  artifacts?: { files: string[] };
}

const { build, deploy } = buildspecFiles;
const names = fs.readdirSync(kits).filter((name) => fs.existsSync(path.join(kits, name, build)));
const planning = Object.keys(planners);

function read(kit: string, file: string): Buildspec {
  return parse(fs.readFileSync(path.join(kits, kit, file), 'utf8'));
}

const commandsOf = ({ phases }: Buildspec) =>
  Object.values(phases).flatMap(({ commands }) => commands ?? []);

test('every kit that plans is one that can be chosen', () => {
  expect(names).toEqual(expect.arrayContaining(planning));
});

describe.each(names)('the kit %s', (kit) => {
  const files = [build, deploy, ...(planning.includes(kit) ? [driftspecFile] : [])];

  test('consists of its buildspecs and a README that begins with what it is', () => {
    expect(fs.readdirSync(path.join(kits, kit))).toEqual(expect.arrayContaining(files));
    const readme = fs.readFileSync(path.join(kits, kit, 'README.md'), 'utf8');
    expect(readme).toMatch(new RegExp(`^# The \`${kit}\` kit\n\n[^\n#|\`-].{20,}`));
  });

  test.each(files)(
    '%s asks for bash and the Node of the images, and does nothing in post_build',
    (file) => {
      const spec = read(kit, file);
      expect(spec).toMatchObject({ version: 0.2, env: { shell: 'bash' } });
      expect(spec.phases.install?.['runtime-versions']).toMatchObject({ nodejs: 20 });
      expect(spec.phases).not.toHaveProperty('post_build');
    },
  );

  test('hands on what its deploy needs, and says the digest and the plan of the release', () => {
    const spec = read(kit, build);
    expect(spec.artifacts?.files).toEqual([deploy, 'gitenv.json', '.gitenv/**/*']);
    expect(spec.env['exported-variables']).toEqual(Object.values(outputVariables));
    expect(commandsOf(spec).at(-1)).toBe('. .gitenv/release/variables');
    expect(commandsOf(spec).some((it) => it.includes('kit.cjs bundle'))).toBe(true);
  });

  test(`${planning.includes(kit) ? 'plans in the build and applies' : 'plans nothing, and deploys'} in the deploy`, () => {
    const plans = planning.includes(kit);
    const [built, deployed] = [build, deploy].map((file) => commandsOf(read(kit, file)).join('\n'));
    expect(built?.includes('kit.cjs plan')).toBe(plans);
    expect(deployed).toContain(plans ? 'kit.cjs apply' : 'kit.cjs deploy');
  });
});
