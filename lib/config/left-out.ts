import { fieldsOf } from '../fields';

/**
 * Paths of submodules that `gitenv.json` leaves out, `"submodules": { "<path>": false }`, read without checking the rest of it.
 * @param text none where the commit has no such file
 */
export function leftOutIn(text: string | undefined): ReadonlySet<string> {
  const entries = Object.entries(fieldsOf(submodulesIn(text ?? '')));
  return new Set(entries.filter(([, wanted]) => wanted === false).map(([path]) => path));
}

function submodulesIn(text: string): unknown {
  try {
    return fieldsOf(JSON.parse(text)).submodules;
  } catch {
    return undefined;
  }
}
