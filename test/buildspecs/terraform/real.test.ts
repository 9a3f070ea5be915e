import fs from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { StandInBench, stateBucket } from './bench';
import { installedTerraform } from './installed';

let site: StandInBench;
beforeEach(async () => {
  site = await StandInBench.open('terraform', {});
  await site.makeStateBucket();
  site.settings({});
  for (const [name, text] of Object.entries(application)) site.bench.write(name, text);
});
afterEach(() => site.bench.close());

const key = 'orders/dev/terraform.tfstate';

function main(input: string): string {
  return `terraform {
  backend "s3" {}
}

variable "password" {
  type      = string
  sensitive = true
}

variable "gitenv_commit" {
  type    = string
  default = ""
}

module "jobs" {
  source = "./jobs"
  input  = "${input}"
}

resource "terraform_data" "secret" {
  input            = var.password
  triggers_replace = "${input}"
}

output "where" {
  value = abspath(path.module)
}
`;
}

const jobs = `variable "input" {
  type = string
}

resource "terraform_data" "queue" {
  input = var.input
}
`;

const application = {
  'main.tf': main('first'),
  'jobs/main.tf': jobs,
  'environments/dev.tfvars': 'password = "hunter2-hunter2"\n',
  'queue.tftest.hcl': 'variables {\n  password = "x"\n}\n\nrun "plan" {\n  command = plan\n}\n',
};

(installedTerraform === undefined ? describe.skip : describe)(
  'the terraform kit with Terraform itself',
  () => {
    test('plans, applies that plan, finds nothing more to do, and replaces', async () => {
      const built = await site.build();
      expect(built).toMatchObject({ status: 0, stderr: '' });
      expect(await site.plan()).toMatchObject({
        summary: { adds: 3, changes: 0, replaces: 0, destroys: 0 },
        saved: { state: 'none' },
      });
      expect(built.stdout + JSON.stringify(await site.plan())).not.toContain('hunter2');
      const deployed = await site.deploy();
      expect(deployed).toMatchObject({ status: 0, stderr: '' });
      expect(deployed.stdout).toContain('Apply complete! Resources: 2 added');

      expect(await site.rebuild()).toMatchObject({ status: 0, stderr: '' });
      // The folder that a plan and its apply have in common belongs to their release.
      expect((await site.plan()).changes).toMatchObject([{ name: 'output.where' }]);

      const next = site.next({ ...application, 'main.tf': main('second') });
      expect(await next.build()).toMatchObject({ status: 0, stderr: '' });
      expect((await next.plan()).changes).toMatchObject([
        { action: 'replace', name: 'terraform_data.secret', detail: 'because of triggers_replace' },
        { action: 'change', name: 'module.jobs.terraform_data.queue', detail: 'input, output' },
        { action: 'change', name: 'output.where' },
      ]);
    });

    test('stops where the state has moved since', async () => {
      await site.build();
      const saved = ['plan.json', 'terraform.tfplan'].map((name) =>
        path.join(site.bench.folder, '.gitenv/release', name),
      );
      const kept = saved.map((file) => fs.readFileSync(file));
      await site.deploy();
      for (const [index, file] of saved.entries()) fs.writeFileSync(file, kept[index] ?? '');
      expect((await site.deploy()).stderr).toContain('nothing was changed');
    });

    test('says who holds the lock', async () => {
      site.settings({ lockTimeout: '0s' });
      await site.build();
      const lock = {
        ID: '7c2e0f6a-0000-4000-8000-000000000001',
        Operation: 'OperationTypeApply',
        Info: '',
        Who: 'anna@laptop',
        Version: '1.11.4',
        Created: '2026-11-21T11:58:00Z',
        Path: `${stateBucket}/${key}`,
      };
      await site.bench.s3.send(
        new PutObjectCommand({
          Bucket: stateBucket,
          Key: `${key}.tflock`,
          Body: JSON.stringify(lock),
        }),
      );
      const { status, stdout, stderr } = await site.deploy();
      expect(status).toBe(1);
      expect(stdout).toContain('anna@laptop');
      expect(stderr).toContain('Nothing was applied');
    });

    test('that is not formatted, or not valid, is not released', async () => {
      site.bench.write('main.tf', main('first').replace('  backend', 'backend'));
      expect((await site.build()).stderr).toContain('terraform fmt ended with 3');
      site.bench.write('main.tf', main('first').replace('var.password', 'var.pasword'));
      const { stderr } = await site.build();
      expect(stderr).toContain('Reference to undeclared input variable');
      expect(stderr).toContain('terraform validate ended with 1');
    });

    test('that has no backend is not planned', async () => {
      site.bench.write('main.tf', main('first').replace('  backend "s3" {}\n', ''));
      expect((await site.build()).stderr).toContain('add terraform { backend "s3" {} } to it');
    });
  },
);
