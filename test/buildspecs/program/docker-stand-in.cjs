#!/usr/bin/env node
// Stands for docker: writes down how it is called, refuses what docker would, and on a push puts an image into the
// registry by ECR's own API, since the registry on this machine does not speak Docker's protocol. As with docker itself,
// no two builds make the same image, and each build of CodeBuild has a docker of its own.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { createHash, randomUUID } = require('node:crypto');
const aws4 = require(path.join(process.env.GITENV_TEST_MODULES, 'aws4'));

const folder = process.env.GITENV_TEST_DOCKER;
const [verb, ...args] = process.argv.slice(2);
const input = args.includes('--password-stdin') ? fs.readFileSync(0, 'utf8') : '';
fs.appendFileSync(path.join(folder, 'calls'), `${JSON.stringify([verb, ...args])}\n`);

const digestOf = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const own = path.join(folder, digestOf(process.cwd()).slice(-12));
fs.mkdirSync(own, { recursive: true });

function build() {
  const valued = ['--tag', '--file', '--platform', '--label', '--build-arg'];
  const options = {};
  let context;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (!word.startsWith('-')) {
      context = word;
    } else if (valued.includes(word)) {
      at += 1;
      options[word] = args[at];
    } else {
      fail(125, `unknown flag: ${word}`);
    }
  }
  if (context === undefined) fail(1, '"docker build" requires 1 argument');
  const text = fs.readFileSync(options['--file'], 'utf8');
  if (text.includes('RUN false'))
    fail(1, 'process "/bin/sh -c false" did not complete successfully');
  if (process.env.BUILDX_NO_DEFAULT_ATTESTATIONS !== '1') fail(1, 'an attestation would be made');
  if (process.env.GITENV_ENVIRONMENT) fail(1, 'the build is told its environment');
  fs.writeFileSync(path.join(own, 'built'), JSON.stringify([options['--tag'], text, randomUUID()]));
}

function login() {
  if (args[args.indexOf('--username') + 1] !== 'AWS' || input.length < 16) fail(1, 'unauthorized');
  fs.writeFileSync(path.join(own, 'login'), args.at(-1));
}

async function push() {
  await together();
  const [address] = args;
  const [tagged, content, id] = JSON.parse(fs.readFileSync(path.join(own, 'built'), 'utf8'));
  const [, host, repositoryName, imageTag] = /^([^/]+)\/(.+):([^:]+)$/.exec(address);
  if (tagged !== address) fail(1, `tag does not exist: ${address}`);
  if (fs.readFileSync(path.join(own, 'login'), 'utf8') !== host)
    fail(1, 'no basic auth credentials');
  const parts = [JSON.stringify({ architecture: 'amd64', id }), content];
  for (const part of parts) await upload(repositoryName, part);
  const [config, layer] = parts.map((text) => ({
    digest: digestOf(text),
    size: Buffer.byteLength(text),
  }));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const type = (name) => `application/vnd.oci.image.${name}`;
  await ecr('PutImage', {
    repositoryName,
    imageTag,
    imageManifest: JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { mediaType: type('config.v1+json'), ...config },
      layers: [{ mediaType: type('layer.v1.tar'), ...layer }],
    }),
  });
}

/** Waits until as many builds as the test says are about to push. */
async function together() {
  const count = Number(process.env.GITENV_TEST_DOCKER_TOGETHER ?? 1);
  const here = path.join(folder, 'pushing');
  fs.appendFileSync(here, '.');
  while (fs.statSync(here).size < count) await new Promise((resolve) => setImmediate(resolve));
}

async function upload(repositoryName, text) {
  const { uploadId } = await ecr('InitiateLayerUpload', { repositoryName });
  const bytes = Buffer.from(text);
  const range = { partFirstByte: 0, partLastByte: bytes.length - 1 };
  await ecr('UploadLayerPart', {
    repositoryName,
    uploadId,
    ...range,
    layerPartBlob: bytes.toString('base64'),
  });
  const layerDigests = [digestOf(text)];
  await ecr('CompleteLayerUpload', { repositoryName, uploadId, layerDigests }).catch((error) => {
    if (error.message !== 'LayerAlreadyExistsException') throw error;
  });
}

async function ecr(operation, body) {
  const { host, hostname, port } = new URL(process.env.AWS_ENDPOINT_URL);
  const request = aws4.sign(
    {
      host,
      method: 'POST',
      path: '/',
      service: 'ecr',
      region: process.env.AWS_REGION,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
      },
      body: JSON.stringify(body),
    },
    await credentials(),
  );
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ ...request, hostname, port }, async (reply) => {
      let text = '';
      for await (const chunk of reply) text += chunk;
      const answer = JSON.parse(text);
      if (reply.statusCode === 200) resolve(answer);
      else reject(new Error(answer.__type));
    });
    outgoing.once('error', reject).end(request.body);
  });
}

/** Those of the build, which docker itself would know nothing of: its token opens nothing on this machine. */
async function credentials() {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (accessKeyId) return { accessKeyId, secretAccessKey };
  const reply = await fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
    headers: { authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN },
  });
  const { AccessKeyId, SecretAccessKey, Token } = await reply.json();
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
}

function fail(status, message) {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}

const verbs = { build, login, push, logout: () => fs.rmSync(path.join(own, 'login')) };
if (!verbs[verb]) fail(125, `docker: '${verb}' is not a docker command.`);
Promise.resolve(verbs[verb]()).catch((error) => fail(1, error.message));
