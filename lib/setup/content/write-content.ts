import fs from 'node:fs';
import path from 'node:path';
import { kitProgram } from '../../contract';
import { systemCode } from '../../errors';
import type { StarterFile } from './content';

/**
 * Writes what is not there, and nothing over a file that is.
 * @returns the files it wrote
 */
export function writeStarters(root: string, files: readonly StarterFile[]): string[] {
  return files.flatMap((file) => (writeNew(root, file) ? [file.path] : []));
}

function writeNew(root: string, { path: name, text, isProgram }: StarterFile): boolean {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  try {
    fs.writeFileSync(file, text, { flag: 'wx', mode: isProgram ? 0o755 : 0o644 });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

const attributesFile = '.gitattributes';

/** The program of the kits is made, not written: diffs and statistics leave it out. */
const attributesLine = `${kitProgram} linguist-generated -diff`;

/**
 * Adds the line about the program of the kits, once; what the file has stays byte for byte.
 * @returns the file if it was changed
 */
export function writeAttributes(root: string): string[] {
  if (!fs.existsSync(path.join(root, kitProgram))) return [];
  const file = path.join(root, attributesFile);
  // Not every file of git's is UTF-8.
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'latin1') : '';
  if (before.includes(kitProgram)) return [];
  const end = /\r\n/.test(before) ? '\r\n' : '\n';
  const gap = before === '' || /\n$/.test(before) ? '' : end;
  fs.writeFileSync(file, `${before}${gap}${attributesLine}${end}`, 'latin1');
  return [attributesFile];
}
