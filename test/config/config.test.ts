import { environmentOf, parseConfig } from '../../lib/config/config';
import { programsOf } from '../../lib/config/programs';
import type { GitenvError } from '../../lib/errors';

const dev = { region: 'eu-west-1' };
const parse = (more: object, environments: object = { dev }) =>
  parseConfig(JSON.stringify({ application: 'shop', environments, ...more }));

function refusal(more: object, environments?: object): string {
  try {
    parse(more, environments);
    return 'none';
  } catch (error) {
    return `${(error as GitenvError).code} ${(error as GitenvError).message}`;
  }
}

describe('configuration that gitenv.json declares', () => {
  test('is kept under the application’s name, or where an object says', () => {
    const config = parse({
      config: {
        PAGE_SIZE: 'parameter',
        PASSWORD: 'secure-parameter',
        API_KEY: 'secret',
        DSN: { 'secure-parameter': '/legacy/dsn' },
        CERT: { secret: 'tls/cert+1' },
      },
    });
    expect(environmentOf(config, 'dev').settings).toEqual([
      { name: 'PAGE_SIZE', kind: 'parameter', reference: '/shop/PAGE_SIZE' },
      { name: 'PASSWORD', kind: 'secure-parameter', reference: '/shop/PASSWORD' },
      { name: 'API_KEY', kind: 'secret', reference: 'shop/API_KEY' },
      { name: 'DSN', kind: 'secure-parameter', reference: '/legacy/dsn' },
      { name: 'CERT', kind: 'secret', reference: 'tls/cert+1' },
    ]);
  });

  test('is added to, changed and left out by an environment', () => {
    const own = { A: 'secret', B: false, C: 'parameter' };
    const config = parse(
      { config: { A: 'parameter', B: 'parameter' } },
      { dev, prd: { ...dev, config: own } },
    );
    const kinds = (name: string) =>
      environmentOf(config, name).settings.map((it) => `${it.name} ${it.kind}`);
    expect(kinds('dev')).toEqual(['A parameter', 'B parameter']);
    expect(kinds('prd')).toEqual(['A secret', 'C parameter']);
  });

  test.each([
    [{ 'API-KEY': 'secret' }, 'config.API-KEY: a name is letters, digits and _'],
    [{ '1A': 'secret' }, 'config.1A: a name is letters, digits and _'],
    [{ ['A'.repeat(65)]: 'secret' }, 'at most 64'],
    [{ A: 'secrets' }, 'config.A: what is declared is "parameter", "secure-parameter" or "secret"'],
    [{ A: false }, 'config.A: what is declared is'],
    [{ A: { secret: 'a b' } }, 'config.A.secret: this is no name of a secret in AWS'],
    [{ A: { parameter: 'a/b' } }, 'config.A.parameter: this is no name of a parameter in AWS'],
    [{ A: { parameter: '/aws/x' } }, 'config.A.parameter: this is no name of a parameter in AWS'],
    [{ A: { parameter: `/a${'/b'.repeat(15)}` } }, 'config.A.parameter: this is no name'],
    [{ A: { parameter: '/a', secret: 'b' } }, 'config.A: what is declared is'],
    [['A'], 'config: '],
  ])('is refused as %j, saying where and why', (config, why) => {
    expect(refusal({ config })).toContain(`BAD_CONFIG gitenv.json: `);
    expect(refusal({ config })).toContain(why);
  });

  test('is refused where AWS keeps the application’s name for itself', () => {
    const config = { A: 'parameter', B: 'secret' };
    expect(refusal({ application: 'aws-shop', config })).toContain(
      "config: no parameter can be named after 'aws-shop' in AWS",
    );
    expect(refusal({ application: 'aws-shop', config: { B: 'secret' } })).toBe('none');
  });
});

describe('the bucket that bundles are pulled from', () => {
  const assets = { bucket: 'all-bundles', account: '444444444444' };

  test('is named with its account', () => {
    const config = parse({ bundles: 'pull', assets }, { dev });
    expect(environmentOf(config, 'dev').bundles).toBe('pull');
    expect(config.assets).toEqual(assets);
  });

  test('has to be named where bundles are pulled, and may stay where they are not', () => {
    expect(refusal({ bundles: 'pull' })).toContain('bundles: "pull" needs "assets"');
    expect(refusal({ bundles: 'promote', assets })).toBe('none');
  });

  test.each([
    [{ bucket: 'All', account: '444444444444' }, 'assets.bucket: this is no name of a bucket'],
    [{ bucket: 'all-bundles' }, 'assets.account: '],
    [{ ...assets, account: '4' }, 'assets.account: an account is 12 digits'],
    [{ ...assets, region: 'here' }, 'assets.region: a region looks like'],
    [{ ...assets, prefix: 'x' }, 'assets: '],
  ])('is refused as %j, saying where and why', (wrong, why) => {
    expect(refusal({ bundles: 'pull', assets: wrong })).toContain(why);
  });
});

describe('the environment that is trusted to build', () => {
  const three = {
    dev,
    stg: { ...dev, account: '222222222222' },
    prd: { ...dev, account: '333333333333' },
  };
  const bundlesOf = (fields: object) => {
    const config = parse(fields, three);
    return ['dev', 'stg', 'prd'].map((name) => environmentOf(config, name).bundles);
  };

  test('builds for itself, and what comes after it gets its bundles', () => {
    expect(bundlesOf({})).toEqual(['promote', 'promote', 'promote']);
    expect(bundlesOf({ builtIn: 'stg' })).toEqual(['rebuild', 'rebuild', 'promote']);
    expect(bundlesOf({ builtIn: 'stg', bundles: 'rebuild' })).toEqual(Array(3).fill('rebuild'));
  });

  test('is on the path, and the first of it where bundles are pulled', () => {
    expect(refusal({ builtIn: 'qa' })).toContain("builtIn: 'qa' is no environment of the path");
    const pull = { bundles: 'pull', assets: { bucket: 'all-bundles', account: '444444444444' } };
    expect(() => parse({ ...pull, builtIn: 'stg' }, three)).toThrow('dev builds them');
    expect(parse({ ...pull, builtIn: 'dev' }, three).builtIn).toBe('dev');
  });
});

test('a byte order mark, as editors on Windows write it, is no part of it', () => {
  const text = JSON.stringify({ application: 'shop', environments: { dev } });
  expect(parseConfig(`\ufeff${text}`, 'gitenv.json').application).toBe('shop');
});

describe('scripts', () => {
  test('say where programs lie; the others are where they usually are', () => {
    const usual = { build: './build', deploy: './deploy', release: './release' };
    expect(programsOf(parse({}))).toEqual(usual);
    expect(programsOf(parse({ scripts: { build: './ops//build.sh' } }))).toEqual({
      ...usual,
      build: './ops//build.sh',
    });
    const components = { api: { path: 'api', scripts: { deploy: 'ops/ship' } } };
    expect(programsOf(parse({ components }).components?.api ?? {}).deploy).toBe('./ops/ship');
  });

  test.each(['/bin/build', '../build', 'ops/../../build', '..', '.', 'ops/', '', 'ops\\build'])(
    'are refused as %j',
    (build) => {
      expect(refusal({ scripts: { build } })).toContain(
        'scripts.build: a script is the path of a file in the repository',
      );
    },
  );

  test('are build, deploy and release; a component has no release', () => {
    expect(refusal({ scripts: { verify: 'ops/verify' } })).toContain('scripts: ');
    const components = { api: { path: 'api', scripts: { release: 'ops/migrate' } } };
    expect(refusal({ components })).toContain('components.api.scripts: ');
  });
});

describe('the path', () => {
  const all = { dev, stg: dev, prd: dev };

  test.each([
    [['dev', 'stg', 'prd', 'dev'], "path: 'dev' is there twice"],
    [['dev', 'dev', 'stg', 'prd'], "path: 'dev' is there twice"],
    [['dev', 'stg', 'prd', 'qa'], "path: 'qa' is not one of its environments"],
    [
      ['dev', 'prd'],
      'path: stg is not on it, and would be released without a guard; write ["dev", "prd", "stg"]',
    ],
    [[], 'path: dev and stg and prd are not on it'],
  ])('is refused as %j', (path, why) => {
    expect(refusal({ path }, all)).toContain(`BAD_CONFIG gitenv.json: ${why}`);
  });

  test('says what comes before what', () => {
    const config = parse({ path: ['stg', 'dev', 'prd'] }, all);
    expect(environmentOf(config, 'dev').upstream).toBe('stg');
    expect(environmentOf(parse({}, all), 'dev').upstream).toBeUndefined();
  });
});

test.each([
  ['prod', { advice: 'Did you mean prd?', hint: undefined }],
  ['qa', { advice: undefined, hint: 'gitenv status' }],
  ['constructor', { advice: undefined, hint: 'gitenv status' }],
])('the environment %s, which is not there, is answered with %j', (name, facts) => {
  const config = parse({}, { dev, prd: dev });
  expect(() => environmentOf(config, name)).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_ENVIRONMENT', ...facts }),
  );
});
