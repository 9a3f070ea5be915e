import { complaintsOfHint } from './command-line';
import { writtenHints } from './written';

test.each([
  ['gitenv retry dev, or push a fix'],
  ['gitenv rollback dev, to 1a2b3c4d "Subject"'],
  ['gitenv init dev --profile <name>'],
  ['gitenv retyr dev'],
  ['gitenv push dev --forse'],
  ['to go on: gitenv retry dev'],
  ['git status; git push'],
  ["git commit -m 'Begin"],
  ['edit gitenv.json'],
])('a hint is not: %s', async (hint) => {
  expect(await complaintsOfHint(hint)).toHaveLength(1);
});

test.each([
  ["gitenv rollback dev --now --reason '…'"],
  ['gitenv config set dev KEY < file'],
  ["git add --force build && git commit -m 'Add what the release needs'"],
  ['gitenv watch dev\ngitenv logs dev 1a2b3c4d --follow'],
])('a hint is: %s', async (hint) => {
  expect(await complaintsOfHint(hint)).toEqual([]);
});

test('every line of every hint can be pasted into a shell', async () => {
  const written = writtenHints();
  expect(written.length).toBeGreaterThan(150);
  const complaints = await Promise.all(
    written.map(async ({ file, text }) =>
      (await complaintsOfHint(text)).map((what) => `${file}: ${what}`),
    ),
  );
  expect([...new Set(complaints.flat())]).toEqual([]);
});
