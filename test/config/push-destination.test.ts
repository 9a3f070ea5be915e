import { bareRemote, trackedElsewhere } from '../../lib/config/git-settings';

const remotes = [
  ['remote.origin.url', 'https://example.invalid/shop.git'],
  ['remote.dev.url', 'gitenv://dev@eu-west-1/shop'],
  ['remote.stg.url', 'gitenv://stg@eu-west-1/shop'],
] as const;

test.each([
  ['by default', [['branch.topic.remote', 'origin']], 'origin'],
  ['a repository that has none', [], undefined],
  [
    'that of every branch before that of the branch',
    [
      ['branch.topic.remote', 'origin'],
      ['remote.pushdefault', 'dev'],
    ],
    'dev',
  ],
  [
    "the branch's own before all",
    [
      ['branch.topic.pushremote', 'stg'],
      ['remote.pushdefault', 'dev'],
    ],
    'stg',
  ],
  ['not that of another branch', [['branch.main.remote', 'dev']], undefined],
] as const)('git push without a word goes to %s', (_, settings, remote) => {
  expect(bareRemote([...remotes, ...settings], 'topic')).toBe(remote);
});

const byDefault = ['remote.pushdefault', 'dev'] as const;

test.each([
  ['tracks another remote', [byDefault, ['branch.topic.remote', 'origin']], 'origin'],
  [
    'tracks an address without a name',
    [byDefault, ['branch.topic.remote', 'https://example.invalid/fork.git']],
    'https://example.invalid/fork.git',
  ],
  ['tracks nothing', [byDefault], undefined],
  ['tracks a branch of this clone', [byDefault, ['branch.topic.remote', '.']], undefined],
  ['tracks this one', [byDefault, ['branch.topic.remote', 'dev']], undefined],
  ['tracks another environment', [byDefault, ['branch.topic.remote', 'stg']], undefined],
  ['is pushed elsewhere by default', [['branch.topic.remote', 'origin']], undefined],
  [
    'is to be pushed here, as was said of it alone',
    [byDefault, ['branch.topic.remote', 'origin'], ['branch.topic.pushremote', 'dev']],
    undefined,
  ],
] as const)('a branch that %s', (_, settings, tracked) => {
  expect(trackedElsewhere([...remotes, ...settings], 'topic', 'dev')).toBe(tracked);
});
