import { renderRemotes } from '../../../cli/render/remotes';

const remotes = [
  {
    environment: 'dev',
    address: 'gitenv://dev@eu-west-1/shop',
    before: undefined,
    missingProfile: undefined,
  },
  {
    environment: 'prd',
    address: 'gitenv://prd@eu-west-1/shop',
    before: undefined,
    missingProfile: undefined,
  },
];

test('a clone is told what git push means in it, also where that is not an environment', () => {
  expect(renderRemotes({ remotes, defaultRemote: 'dev' })).toMatch(/\ngit push means dev$/);
  expect(renderRemotes({ remotes, defaultRemote: undefined })).toMatch(
    /\ngit push goes where it went before; git push dev releases$/,
  );
});
