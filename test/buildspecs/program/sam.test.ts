import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Workbench } from './workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  prepare(bench);
});
afterEach(() => bench.close());

const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs20.x }
`;

/** What sam would leave of that: here, something that the AWS on this machine has. */
const packaged = (bucket: string) => `Parameters:
  Memory: { Type: Number }
Resources:
  Function:
    Type: AWS::SSM::Parameter
    Properties: { Name: /function, Type: String, Value: !Sub "${bucket} \${Memory} s3://${bucket}/PREFIX/code" }
  Nested:
    Type: AWS::SSM::Parameter
    Properties: { Name: /nested, Type: String, Value: "https://s3/${bucket}/PREFIX/code.template" }
`;

/** What sam would store: the code, and a template that names it. */
const uploading = `process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const { PutObjectCommand, S3Client } = require(${JSON.stringify(require.resolve('@aws-sdk/client-s3'))});
const s3 = new S3Client({ endpoint: process.env.AWS_ENDPOINT_URL, forcePathStyle: true });
const [Bucket, prefix] = process.argv.slice(2);
const put = (name, text) => s3.send(new PutObjectCommand({ Bucket, Key: prefix + '/' + name, Body: text }));
put('code', 'the code').then(() => put('code.template', 'Code: ' + prefix + '/code'));
`;

/** A stand-in for sam: notes what it is asked for, demands what sam demands, and leaves what sam leaves. */
const sam = (notes: string) => `#!/bin/sh
set -eu
echo "$*" >>'${notes}'
verb=$1; shift
while [ $# -gt 0 ]; do
  case $1 in
    --template-file) template=$2;; --build-dir) folder=$2;; --s3-bucket) bucket=$2;;
    --output-template-file) output=$2;; --s3-prefix) prefix=$2;; --region) ;;
    *) echo "no such option: $1" >&2; exit 2;;
  esac
  shift 2
done
test -f "$template"
case $verb in
  build) mkdir -p "$folder/Function"; cp "$template" "$folder/template.yaml"; cp src/index.js "$folder/Function/";;
  package) test -f Function/index.js; "${process.execPath}" '${notes}.upload.cjs' "$bucket" "$prefix"
    sed "s|BUCKET|$bucket|g; s|PREFIX|$prefix|g" '${notes}.packaged' >"$output";;
esac
`;

function prepare(one: Workbench): void {
  one.write('gitenv.json', '{"kit": "sam"}');
  one.write('template.yaml', template);
  one.write('src/index.js', 'exports.handler = async () => 1;\n');
  one.write('parameters/dev.json', '{"Memory": 128}');
  const bin = path.join(one.folder, '.gitenv', 'bin');
  const notes = path.join(one.folder, '.gitenv', 'notes');
  one.write('.gitenv/bin/sam', sam(notes), 0o755);
  fs.writeFileSync(`${notes}.packaged`, packaged('BUCKET'));
  fs.writeFileSync(`${notes}.upload.cjs`, uploading);
  one.env.PATH = `${bin}${path.delimiter}${process.env.PATH}`;
}

const build = () => bench.buildspec('sam', 'buildspec.yml');
const deploy = () => bench.buildspec('sam', 'deployspec.yml');
const notes = () => bench.read('.gitenv/notes').trim().split('\n');

test('builds once, packages to the bucket of the environment, and deploys what was planned', async () => {
  const built = await build();
  expect(built).toMatchObject({ status: 0, stderr: '' });
  expect(built.stdout).toContain('+ add      Function (AWS::SSM::Parameter)\n');
  expect(notes()).toEqual([
    'build --template-file template.yaml --build-dir .aws-sam/build',
    expect.stringMatching(
      /^package --template-file template\.yaml --s3-bucket bundles-of-dev --s3-prefix packaged\/11111111-2222-4333-8444-555555555555\/[0-9a-f-]{36} --region eu-west-1 --output-template-file \S+packaged\.yaml$/,
    ),
  ]);
  expect((await bench.manifest()).files.map((file) => file.path)).toEqual([
    'Function/index.js',
    'parameters/dev.json',
    'template.yaml',
  ]);
  expect(await deploy()).toMatchObject({ status: 0, stderr: '' });
  expect(await parameter('/function')).toBe(
    `bundles-of-dev 128 s3://bundles-of-dev/${keyOf('the code')}`,
  );
});

const parameter = async (Name: string) => {
  const client = new SSMClient(bench.machine.client());
  return (await client.send(new GetParameterCommand({ Name }))).Parameter?.Value;
};

const keyOf = (content: string) => `assets/${createHash('sha256').update(content).digest('hex')}`;

test('what sam packages is stored under its own digest, also what a nested template names', async () => {
  await build();
  await deploy();
  const code = keyOf('the code');
  const nested = `${keyOf(`Code: ${code}`)}.template`;
  expect(await parameter('/nested')).toBe(`https://s3/bundles-of-dev/${nested}`);
  expect((await bench.keys('assets/')).sort()).toEqual([code, nested].sort());
  expect(String(await bench.object(nested))).toBe(`Code: ${code}`);
  const plan = JSON.parse(bench.read('.gitenv/release/plan.json'));
  expect(plan.refersTo.toSorted()).toEqual([code, nested].toSorted());
});

test('what another build has stored under the digest of code that sam packages stops the release', async () => {
  const Key = keyOf('the code');
  const put = new PutObjectCommand({ Bucket: bench.bucket, Key, Body: 'evil' });
  await bench.s3.send(put);
  const { status, stderr } = await build();
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: `gitenv: s3://bundles-of-dev/${Key} is not what its name says. Delete ${Key} from the bucket, and release the commit again.\n`,
  });
});

test('gives CloudFormation leave to expand the transform, unless told otherwise', async () => {
  await build();
  await deploy();
  const client = new CloudFormationClient(bench.machine.client());
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'orders' }));
  expect(Stacks?.[0]?.Capabilities).toEqual(['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']);
});

test('a second build of the commit packages what is stored, and builds nothing', async () => {
  await build();
  const second = bench.another();
  prepare(second);
  expect(await second.buildspec('sam', 'buildspec.yml')).toMatchObject({ status: 0 });
  const asked = second.read('.gitenv/notes').trim().split('\n');
  expect(asked.map((line) => line.split(' ')[0])).toEqual(['package']);
});

describe('is refused, with what to do,', () => {
  test.each([
    [
      'where the transform is missing',
      'template.yaml',
      'Resources: {}\n',
      'use the kit cloudformation.',
    ],
    [
      'where a setting is none',
      'gitenv.json',
      '{"kit": {"name": "sam", "bucket": "x"}}',
      'kit.bucket is no setting',
    ],
    [
      'where the template is missing',
      'gitenv.json',
      '{"kit": {"name": "sam", "template": "other.yaml"}}',
      'The commit has no other.yaml, its template.',
    ],
    [
      'where the parameters lie in a folder of one environment',
      'gitenv.json',
      '{"kit": {"name": "sam", "parameters": "{environment}/parameters.json"}}',
      'kit.parameters has to be a file in a folder that holds those of all environments',
    ],
  ])('%s', async (_, file, content, message) => {
    bench.write(file, content);
    const { status, stderr } = await build();
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });

  test('where there is no sam', async () => {
    fs.rmSync(path.join(bench.folder, '.gitenv', 'bin', 'sam'));
    bench.env.PATH = [path.dirname(process.execPath), '/usr/bin', '/bin'].join(path.delimiter);
    const { status, stderr } = await build();
    expect(status).toBe(1);
    expect(stderr).toContain("There is no program 'sam'. Is it part of the build image?");
  });
});
