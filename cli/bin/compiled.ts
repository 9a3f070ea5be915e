import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

interface Part {
  readonly module: { exports: unknown };
  readonly script: vm.Script;
  /** Whether V8 took it as an earlier run had left it. */
  readonly isKept: boolean;
}

/**
 * Loads a program that was cut into parts, from the form in which V8 keeps compiled code: reading it is
 * faster than compiling. What was not kept yet is kept when the process ends, beside the parts, so that it goes with
 * them; where that place cannot be written, everything still works, only slower.
 * @param entry a CommonJS file; parts are what it and they require by a relative path
 */
export function loadCompiled(entry: string): unknown {
  const folder = path.dirname(entry);
  const keep = path.join(folder, `.compiled-${process.versions.v8}-${process.arch}`);
  const parts = new Map<string, Part>();
  const load = (file: string): unknown => {
    const known = parts.get(file);
    if (known) return known.module.exports;
    const part: Part = { module: { exports: {} }, ...compile(file, keep) };
    parts.set(file, part);
    const inner = (id: string) => (id.startsWith('./') ? load(path.join(folder, id)) : require(id));
    part.script.runInThisContext()(part.module.exports, inner, part.module, file, folder);
    return part.module.exports;
  };
  process.once('exit', () => keepParts(parts, keep));
  return load(entry);
}

function compile(file: string, keep: string): Omit<Part, 'module'> {
  const source = fs.readFileSync(file, 'utf8');
  const cachedData = readKept(path.join(keep, path.basename(file)), file, source);
  const script = new vm.Script(
    `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
    { filename: file, ...(cachedData && { cachedData }) },
  );
  return { script, isKept: cachedData !== undefined && script.cachedDataRejected === false };
}

/** V8 itself refuses what another version or other flags made; that the source is the same is for us to see. */
function readKept(place: string, file: string, source: string): Buffer | undefined {
  try {
    const kept = fs.readFileSync(place);
    return kept.readUInt32LE(0) === checksum(file, source) ? kept.subarray(4) : undefined;
  } catch {
    return undefined;
  }
}

function keepParts(parts: ReadonlyMap<string, Part>, keep: string): void {
  const fresh = [...parts].filter(([, { isKept }]) => !isKept);
  if (fresh.length === 0) return;
  try {
    fs.mkdirSync(keep, { recursive: true });
    for (const [file, { script }] of fresh) {
      const place = path.join(keep, path.basename(file));
      const temporary = `${place}.${process.pid}`;
      const head = Buffer.alloc(4);
      head.writeUInt32LE(checksum(file, fs.readFileSync(file, 'utf8')));
      // Flushed, because V8 does not notice when a part of it was lost with the machine's power.
      const data = Buffer.concat([head, script.createCachedData()]);
      fs.writeFileSync(temporary, data, { flush: true });
      fs.renameSync(temporary, place);
    }
  } catch {
    // An installation that this user may not write to.
  }
}

/** FNV-1a, to tell versions of a file apart. Most parts are named after their content, and need no more than that. */
function checksum(file: string, source: string): number {
  const text = /-[A-Z0-9]{8}\.cjs$/.test(file) ? path.basename(file) : source;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
