// Whose work is in what is published, with the licence of each: those ask to be named with every copy.
import fs from 'node:fs';
import path from 'node:path';

/** Folders of the packages that a bundle has something of, by what esbuild has read. */
export function packagesIn(...metafiles) {
  const files = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  const folders = files.flatMap((file) => {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
    return folder === undefined ? [] : [folder];
  });
  return [...new Set(folders)].sort();
}

/** @returns the text; packages with the same words share them */
export function noticesOf(folders) {
  const byText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(
      fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    if (typeof license !== 'string') throw new Error(`${name} says nothing of its licence.`);
    const text = licenceIn(folder) ?? `${name} has no file with its licence; it names ${license}.`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const parts = [...byText].map(([text, names]) => `${[...new Set(names)].join('\n')}\n\n${text}`);
  return `${['This has work of others in it:', ...parts].join(`\n\n${'-'.repeat(60)}\n\n`)}\n`;
}

/** The same as a comment that changes nothing of a program. */
export function noticesComment(folders) {
  return `/*!\n${noticesOf(folders).replaceAll('*/', '* /')}*/\n`;
}

function licenceIn(folder) {
  const names = fs.readdirSync(folder).sort();
  const name = names.find((it) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(it));
  if (name === undefined) return undefined;
  const text = fs.readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim();
  const notice = names.find((it) => /^notice(\.(md|txt))?$/i.test(it));
  return notice === undefined
    ? text
    : `${text}\n\n${fs.readFileSync(path.join(folder, notice), 'utf8').trim()}`;
}
