import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { type GraphedCommit, graphOf } from '../../lib/git/history';
import { git } from '../../lib/git/run';
import { CommitGraph } from '../../lib/report/commit-graph';

/** A history by the parents of each commit, which come before it. */
const histories = fc
  .array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { minLength: 2, maxLength: 30 })
  .map((drawn) =>
    drawn.map(([one, other, merges], index): number[] =>
      index === 0 ? [] : [...new Set([one % index, ...(merges ? [other % index] : [])])],
    ),
  );

function graphed(parents: readonly (readonly number[])[]): GraphedCommit[] {
  const committedAt = new Date(0);
  return parents
    .map((of, index) => ({
      commit: String(index),
      subject: '',
      author: '',
      parents: of.map(String),
      committedAt,
    }))
    .reverse();
}

function ancestors(parents: readonly (readonly number[])[], of: number): Set<number> {
  const all = new Set<number>();
  const next = [of];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (all.has(at)) continue;
    all.add(at);
    next.push(...(parents[at] ?? []));
  }
  return all;
}

test('between two commits is what the one has and the other lacks, in any history', () => {
  fc.assert(
    fc.property(histories, fc.nat(), fc.nat(), (parents, one, other) => {
      const [from, to] = [one % parents.length, other % parents.length];
      const graph = new CommitGraph(graphed(parents));
      const known = ancestors(parents, from);
      const expected = [...ancestors(parents, to)].filter((it) => !known.has(it));
      const found = graph.between(String(from), String(to))?.map(({ commit }) => Number(commit));
      expect(found?.sort()).toEqual(expected.sort());
    }),
    { seed: 17, numRuns: 400 },
  );
});

test('a commit that is not known is between nothing', () => {
  const graph = new CommitGraph(graphed([[], [0]]));
  expect(graph.between('0', 'gone')).toBeUndefined();
  expect(graph.between('gone', '0')).toBeUndefined();
});

describe('with git', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-graph-'));
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const commit = (subject: string) => {
    execFileSync('git', ['commit', '--quiet', '--allow-empty', '-m', subject], { cwd: folder });
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
  };

  test('a graph has each commit before its parents, and leaves out what the clone lacks', async () => {
    const one = commit('one');
    const two = commit('two \u{202e} <b>');
    const found = await git(graphOf([one, 'f'.repeat(40), two]), { cwd: folder });
    expect(found.map(({ subject }) => subject)).toEqual(['two \u{202e} <b>', 'one']);
    expect(found[0]?.parents).toEqual([one]);
    expect(new CommitGraph(found).between(one, two)?.map((it) => it.commit)).toEqual([two]);
  });

  test('of no commits there is no graph, whatever is checked out', async () => {
    expect(await git(graphOf([]), { cwd: folder })).toEqual([]);
  });
});
