import { parseConfig } from '../../lib/config/config';
import { ownProfiles, withOwnProfiles } from '../../lib/config/git-settings';

const url = (remote: string, address: string) => [`remote.${remote}.url`, address] as const;

test.each([
  ['the profile of the remote', [url('dev', 'gitenv://robin@eu-west-1/shop')], 'robin'],
  ['the name of a profile as it is', [url('dev', 'gitenv://my%20own@eu-west-1/shop')], 'my own'],
  ['the configured one', [['gitenv.dev.profile', 'configured']], 'configured'],
  [
    'that of the remote before the configured one',
    [['gitenv.dev.profile', 'configured'], url('dev', 'gitenv://robin@eu-west-1/shop')],
    'robin',
  ],
  [
    'the configured one beside a remote without a profile',
    [url('dev', 'gitenv://eu-west-1/shop'), ['gitenv.dev.profile', 'configured']],
    'configured',
  ],
  [
    'that of the first address of several',
    [url('dev', 'gitenv://robin@eu-west-1/shop'), url('dev', 'gitenv://kim@eu-west-1/shop')],
    'robin',
  ],
  [
    'the last of several that are configured',
    [
      ['gitenv.dev.profile', 'one'],
      ['gitenv.dev.profile', 'two'],
    ],
    'two',
  ],
  ['nothing of another application', [url('dev', 'gitenv://robin@eu-west-1/other')], undefined],
  ['nothing of another remote', [url('stg', 'gitenv://robin@eu-west-1/shop')], undefined],
  ['nothing of a remote elsewhere', [url('dev', 'https://example.invalid/shop')], undefined],
  ['nothing of an address that is wrong', [url('dev', 'gitenv://nowhere')], undefined],
] as const)('an environment has %s', (_, settings, profile) => {
  expect(ownProfiles(settings, 'shop').get('dev')).toBe(profile);
});

test('an environment that may be called anything has nothing that was not said', () => {
  const config = parseConfig(
    '{"application":"shop","environments":{"constructor":{"region":"eu-west-1"},"dev":{"region":"eu-west-1","profile":"recorded"}}}',
  );
  expect(withOwnProfiles(config, ownProfiles([], 'shop'))).toEqual(config);
});
