import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Makes the site. Assets are named after their content, so that browsers never have to ask for them twice, and a page
 * refers to exactly those that it was made with.
 */
export function makeSite(from, to) {
  fs.rmSync(path.join(to), { recursive: true, force: true });
  const names = copyAssets(path.join(from, 'assets'), path.join(to, 'assets'));
  const pages = fs.readdirSync(path.join(from, 'pages'));
  for (const page of pages) {
    const text = fs.readFileSync(path.join(from, 'pages', page), 'utf8');
    fs.writeFileSync(path.join(to, page), withAssets(text, names));
  }
  const files = [...pages, ...Object.values(names).map((name) => `assets/${name}`)];
  return { files, broken: pages.flatMap((page) => brokenLinks(to, page, files)) };
}

function copyAssets(from, to) {
  fs.mkdirSync(to, { recursive: true });
  const names = {};
  for (const name of fs.readdirSync(from)) {
    const content = fs.readFileSync(path.join(from, name));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
    const { name: stem, ext } = path.parse(name);
    names[name] = `${stem}.${hash}${ext}`;
    fs.writeFileSync(path.join(to, names[name]), content);
  }
  return names;
}

function withAssets(text, names) {
  return text.replace(/"\/assets\/([^"]+)"/g, (all, name) =>
    names[name] ? `"/assets/${names[name]}"` : all,
  );
}

function brokenLinks(folder, page, files) {
  const text = fs.readFileSync(path.join(folder, page), 'utf8');
  const links = [...text.matchAll(/(?:href|src)="\/([^"#?]*)/g)].map(([, link]) => link);
  return links
    .filter((link) => !files.includes(link === '' ? 'index.html' : link))
    .map((link) => ({ page, link: `/${link}` }));
}
