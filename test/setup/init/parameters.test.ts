import { parseConfig } from '../../../lib/config/config';
import { parametersOf } from '../../../lib/setup/init/stack/parameters';

/** The parameters that come of these settings of dev, beside those of every stack. */
function parametersWith(settings: object): Record<string, string> {
  const of = (more: object) => {
    const dev = { region: 'eu-west-1', ...more };
    const config = parseConfig(JSON.stringify({ application: 'shop', environments: { dev } }));
    const recorded = config.environments.dev;
    if (!recorded) throw new Error('dev is not recorded');
    return parametersOf({ environment: 'dev', config, settings: recorded, path: ['dev'] });
  };
  const usual = Object.keys(of({}));
  return Object.fromEntries(Object.entries(of(settings)).filter(([name]) => !usual.includes(name)));
}

describe('what gitenv.json says of an environment', () => {
  test.each([
    [
      { computeType: 'BUILD_GENERAL1_LARGE', timeoutMinutes: 90 },
      {
        ComputeType: 'BUILD_GENERAL1_LARGE',
        DeployComputeType: '',
        BuildTimeout: '90',
        DeployTimeout: '90',
      },
    ],
    [
      {
        computeType: { build: 'BUILD_GENERAL1_LARGE', deploy: 'BUILD_GENERAL1_SMALL' },
        timeoutMinutes: { build: 30, deploy: 480 },
      },
      {
        ComputeType: 'BUILD_GENERAL1_LARGE',
        DeployComputeType: 'BUILD_GENERAL1_SMALL',
        BuildTimeout: '30',
        DeployTimeout: '480',
      },
    ],
    [{ timeoutMinutes: { deploy: 480 } }, { DeployTimeout: '480' }],
    [{ cache: 'bucket' }, { Cache: 'bucket' }],
    [{ cache: false }, { Cache: 'no' }],
  ])('becomes parameters of its stack: %j', (settings, expected) => {
    expect(parametersWith(settings)).toEqual(expected);
  });

  test.each([
    [{ timeoutMinutes: 4 }, /environments\.dev\.timeoutMinutes: /],
    [{ timeoutMinutes: { deploy: 481 } }, /environments\.dev\.timeoutMinutes\.deploy: /],
    [{ timeoutMinutes: { deploys: 60 } }, /environments\.dev\.timeoutMinutes: /],
    [{ cache: true }, /environments\.dev\.cache: a cache is "local", "bucket" or false/],
    [{ computeType: { deploy: 7 } }, /environments\.dev\.computeType: /],
  ])('is refused if it cannot be: %j', (settings, message) => {
    expect(() => parametersWith(settings)).toThrow(message);
  });
});
