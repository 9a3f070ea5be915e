import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { installedTerraform } from '../buildspecs/terraform/installed';
import { Look } from './kit-world';
import { makeWorld, type World } from './world';

function main(input: string): string {
  return `terraform {
  backend "s3" {}
}

variable "gitenv_environment" {
  type = string
}

resource "terraform_data" "queue" {
  input = "${input} of \${var.gitenv_environment}"
}
`;
}

let world: World;
const accounts: Record<string, string> = {};

/** What an environment's state says that there is. */
async function standing(environment: string): Promise<unknown> {
  const account = accounts[environment];
  const { Body } = await new S3Client(new Look(world, environment).settings).send(
    new GetObjectCommand({
      Bucket: `gitenv-tfstate-${account}-eu-west-1`,
      Key: `platform/${environment}/terraform.tfstate`,
    }),
  );
  const { resources } = JSON.parse((await Body?.transformToString()) ?? '');
  return resources[0]?.instances[0]?.attributes.output.value;
}

(installedTerraform === undefined ? describe.skip : describe)(
  'an application of the kit terraform',
  () => {
    beforeAll(async () => {
      world = await makeWorld({});
      world.write('main.tf', main('jobs'));
      world.write('.terraform-version', `${installedTerraform}\n`);
      await world.ok('gitenv local up --port 0');
      await world.ok(
        'gitenv init dev stg prd --application platform --deploy-rights nothing --yes',
      );
      await world.commit('Deploy with gitenv');
      const { environments } = JSON.parse(world.read('gitenv.json'));
      for (const name of Object.keys(environments)) accounts[name] = environments[name].account;
    });
    afterAll(() => world.end());

    test('is found by its files, and is told which bucket its state needs', async () => {
      expect(JSON.parse(world.read('gitenv.json')).kit).toBe('terraform');
      const { status, stderr } = await world.sh('git push');
      expect(status).toBe(1);
      expect(stderr).toContain(`There is no bucket gitenv-tfstate-${accounts.dev}-eu-west-1`);
      for (const [name, account] of Object.entries(accounts))
        await new S3Client(new Look(world, name).settings).send(
          new CreateBucketCommand({ Bucket: `gitenv-tfstate-${account}-eu-west-1` }),
        );
    });

    test('goes from environment to environment, to a state of its own in each', async () => {
      await world.ok('gitenv redeploy dev');
      await world.ok('gitenv promote stg --through prd');
      expect(await standing('dev')).toBe('jobs of dev');
      expect(await standing('prd')).toBe('jobs of prd');
    });

    test('shows beforehand what it would change', async () => {
      world.write('main.tf', main('mails'));
      await world.commit('Rename');
      await world.ok('git push');
      const planned = JSON.parse(await world.ok('gitenv plan stg --json'));
      expect(JSON.stringify(planned)).toContain('terraform_data.queue');
      expect(await standing('stg')).toBe('jobs of stg');
    });

    test('is rolled back by a plan of the commit before', async () => {
      expect(await standing('dev')).toBe('mails of dev');
      await world.ok('gitenv rollback dev --yes');
      expect(await standing('dev')).toBe('jobs of dev');
    });

    test('is compared with what runs', async () => {
      expect((await world.sh('gitenv drift stg')).status).toBe(0);
    });
  },
);
