import type { Import, Rule } from '../sources';
import { type Row, roomsIn, table, typesOnly } from '../table';
import { isIn, isPackage, placeIn } from './places';

/** Imports go where the table says: by the longest row that the file is in. */
export const directions: Rule = (sources) =>
  sources.flatMap(({ path, imports }) => {
    const row = rowOf(path);
    if (!row) return [`${path} is in no row of the table`];
    return imports.flatMap((it) => complaint(path, row, it) ?? []);
  });

function rowOf(path: string): Row | undefined {
  const weight = ({ room }: Row) => room.replaceAll('*', '').length;
  const rows = table.filter(({ room }) => isIn(path, room));
  return rows.sort((a, b) => depth(b) - depth(a) || weight(b) - weight(a))[0];
}

function depth({ room }: Row): number {
  return room.split('/').length;
}

function complaint(path: string, row: Row, { target, isOurs, typeOnly }: Import) {
  const found = `${path} imports ${target}`;
  if (isOurs) return mayImport(path, row, target) ? undefined : found;
  const limited = typesOnly.some((it) => isIn(path, it.room) && isPackage(target, it.packages));
  if (limited) return typeOnly ? undefined : `${found}, of which only types are allowed`;
  return row.packages.some((allowed) => isPackage(target, allowed)) ? undefined : found;
}

function mayImport(path: string, row: Row, target: string): boolean {
  const own = placeIn(path, row.room);
  const theirs = rowOf(target);
  if (theirs === row && own === placeIn(target, row.room)) return true;
  const isExcepted = (row.except ?? []).some((place) => isIn(target, place));
  return !isExcepted && roomsIn(row.rooms).some((place) => isIn(target, place));
}
