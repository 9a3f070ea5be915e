import fs from 'node:fs';
import path from 'node:path';
import { makeExampleWorld, takeUp } from './kit-world';
import type { World } from './world';

/** The page of JSON answers shows true ones: `GITENV_UPDATE_JSON=1` writes them. */
const page = path.join(__dirname, '../../docs/json.md');
const example = /```\n(gitenv .+ --json)\n```\n```json\n([\s\S]*?)```\n/g;

let world: World;
beforeAll(async () => {
  world = await makeExampleWorld('quotas');
  const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const reading = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  await world.ok(
    `gitenv init dev stg --kit cloudformation --deploy-policy ${administrator} --build-policy ${reading} --yes`,
  );
  const config = JSON.parse(world.read('gitenv.json'));
  const declared = { url: 'https://{environment}.example.com', config: { API_KEY: 'secret' } };
  world.write('gitenv.json', `${JSON.stringify({ ...config, ...declared }, null, 2)}\n`);
  await world.commit('Deploy with gitenv');
  for (const name of ['dev', 'stg'])
    await world.ok(`echo value | gitenv config set ${name} API_KEY`);
  await world.ok('git push dev');
  await world.ok('gitenv promote stg');
  await takeUp(world, 'quotas', 1);
  await world.ok('gitenv push dev');
});
afterAll(() => world.end());

/** In the order of the page, in which an answer may depend on the command before. */
test('the page shows what the commands answer', async () => {
  const text = fs.readFileSync(page, 'utf8');
  const shown = [...text.matchAll(example)].map(([, line = '', json = '']) => ({ line, json }));
  expect(shown.length).toBeGreaterThanOrEqual(20);
  const answered = [];
  for (const { line } of shown) answered.push({ line, json: await answerOf(line) });
  if (process.env.GITENV_UPDATE_JSON) {
    const answers = new Map(answered.map(({ line, json }) => [line, json]));
    const filled = text.replaceAll(
      example,
      (_, line) => `\`\`\`\n${line}\n\`\`\`\n\`\`\`json\n${answers.get(line)}\`\`\`\n`,
    );
    fs.writeFileSync(page, filled);
    return;
  }
  expect(answered).toEqual(shown);
});

async function answerOf(line: string): Promise<string> {
  const { stdout } = await world.sh(line);
  const first = line.startsWith('gitenv logs') ? (stdout.split('\n')[0] ?? '') : stdout;
  return `${JSON.stringify(settled(JSON.parse(first)), null, 2)}\n`;
}

/** Without what differs each time, and with one entry of each list. */
function settled(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map((it) => settled(it, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, settled(it, name)]));
  if (typeof value === 'number') return /(Ms|pid|bytes|size)$/i.test(key) ? 1234 : value;
  return typeof value === 'string' ? settledText(value) : value;
}

const digits = '0123456789';
const differing: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:]+(\.\d+)?Z/g, '2026-01-31T12:00:00.000Z'],
  [/\d{4}\/\d\d\/\d\d [\d:.]+/g, '2026/01/31 12:00:00.000000'],
  [
    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    `${digits.slice(0, 8)}-0000-4000-8000-${digits}00`,
  ],
  [/\b[0-9a-f]{64}\b/g, 'e3b0c442'.repeat(8)],
  [/\b[0-9a-f]{40}\b/g, '1a2b3c4d'.repeat(5)],
  [/(?<![-\w])[0-9a-f]{8}(?![-\w])/g, '1a2b3c4d'],
  [/(?<=gitenv-app-artifacts-)[a-z0-9]+/g, '1a2b3c4d5e6f'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:4566'],
  [/(?<=:secret:\S+-)[A-Za-z0-9]{6}$/g, 'a1B2c3'],
  [/(?<![\d.])\d+\.\d+\.\d+(?![\d.])/g, '1.2.3'],
];

function settledText(text: string): string {
  const placed = text.replaceAll(world.folder, '/home/you');
  return differing.reduce((known, [what, placeholder]) => known.replace(what, placeholder), placed);
}
