import { openAccount } from '../../../lib/aws/account/account';
import { environmentOf, parseConfig } from '../../../lib/config/config';
import { checkNetwork } from '../../../lib/setup/doctor/network';
import { accounts, type InitStage, setInitStage, template } from '../init/stage';

const network = {
  vpc: 'vpc-0a1b2c3d4e5f60718',
  subnets: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
  securityGroups: ['sg-0a1b2c3d'],
};

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
});
afterEach(() => stage.destroy());

/** The template of the stage, with the parameters of the network. */
function withNetwork(): string {
  const text = { Type: 'String', Default: '' };
  const made = JSON.parse(template());
  Object.assign(made.Parameters, {
    Vpc: text,
    Subnets: { ...text, Type: 'CommaDelimitedList' },
    SecurityGroups: { ...text, Type: 'CommaDelimitedList' },
  });
  const Value = { 'Fn::Join': ['+', [{ Ref: 'Vpc' }, { 'Fn::Join': ['+', { Ref: 'Subnets' }] }]] };
  made.Resources.BuildLog.Properties.Tags.push({ Key: 'network', Value });
  return JSON.stringify(made);
}

function record(settings: object): void {
  const dev = { region: 'eu-west-1', profile: 'dev', account: accounts.dev, ...settings };
  stage.write('gitenv.json', JSON.stringify({ application: 'shop', environments: { dev } }));
}

const install = () => stage.init(['dev'], { template: withNetwork() });

async function examined() {
  const config = parseConfig(stage.read('gitenv.json'));
  const environment = environmentOf(config, 'dev');
  const account = await openAccount({ ...environment, environment: 'dev' });
  return checkNetwork(account, { environment, config });
}

describe('the network of an environment', () => {
  test('is told to its stack, with the VPC that is named', async () => {
    record({ network });
    const { result } = await install();
    expect(result?.environments[0]?.outcome).toBe('created');
    expect((await install()).result?.environments[0]?.outcome).toBe('unchanged');
    record({ network: false });
    expect((await install()).result?.environments[0]?.outcome).toBe('updated');
    expect(await examined()).toEqual([]);
  });

  test('is a problem for gitenv doctor as long as the stack does not know it', async () => {
    record({});
    await install();
    record({ network });
    expect(await examined()).toEqual([
      {
        check: 'network',
        environment: 'dev',
        outcome: 'problem',
        message: 'its stack does not know yet what gitenv.json says of its network',
        fix: 'gitenv init dev',
      },
    ]);
  });

  test('is not looked at where nothing is said of it', async () => {
    record({});
    await install();
    expect(await examined()).toEqual([]);
  });

  test.each([
    [{ ...network, subnets: [] }, /network/],
    [{ ...network, subnets: ['10.0.0.0/24'] }, /an id looks like subnet-/],
    [{ ...network, securityGroups: ['default'] }, /an id looks like sg-/],
    [{ subnets: network.subnets }, /network/],
  ])('is refused if it cannot be: %j', async (wrong, message) => {
    record({ network: wrong });
    expect((await install()).error?.message).toMatch(message);
  });
});
