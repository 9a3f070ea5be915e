// Copies one object between two buckets in a process of its own: `node copy-object.mjs <compiled lib> gitenv|plain <what>`.
// Prints how long that took and the most memory this process had.
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { peakMemory } from './measure.mjs';

const [lib, way, text] = process.argv.slice(2);
const { copyBundle, byDigest, signRequest } = (await import(lib)).default;
const { manifest, from, to } = JSON.parse(text);
const bucketOf = ({ credentials, ...bucket }) => ({
  ...bucket,
  credentials: async () => credentials,
});

const layout = byDigest(manifest.digest);

const ways = {
  gitenv: () => copyBundle({ manifest, place: bucketOf(from), layout }, bucketOf(to)),
  plain: copyPlainly,
};

/** What one would write who trusts network and disk: a reply piped into a request, with no digest anywhere. */
async function copyPlainly() {
  const key = layout(from).archive(manifest.archive.sha256);
  const source = await new Promise((resolve, reject) => {
    send(from, 'GET', key, {}).once('response', resolve).once('error', reject).end();
  });
  if (source.statusCode !== 200) throw new Error(`GET answered ${source.statusCode}`);
  const headers = { 'content-length': String(manifest.archive.bytes), 'if-none-match': '*' };
  const target = send(to, 'PUT', key, headers);
  const answered = new Promise((resolve, reject) => {
    target.once('response', resolve).once('error', reject);
  });
  await pipeline(source, target);
  const { statusCode } = (await answered).resume();
  if (statusCode !== 200) throw new Error(`PUT answered ${statusCode}`);
}

function send(bucket, method, key, more) {
  const url = new URL(`${bucket.endpoint}/${bucket.name}/${key}`);
  const payload = 'UNSIGNED-PAYLOAD';
  const headers = { ...more, 'x-amz-content-sha256': payload };
  const { region, credentials } = bucket;
  const scope = { region, service: 's3', credentials };
  const signed = signRequest({ method, url, headers, payload, ...scope }, new Date());
  return http.request(url, { method, headers: signed });
}

const start = process.hrtime.bigint();
await ways[way]();
const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
console.log(JSON.stringify({ elapsed, peakBytes: peakMemory() }));
