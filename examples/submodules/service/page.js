// What visitors see. `node page.js <settings>` prints it for one environment.
const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escape = (text) => text.replace(/[&<>]/g, (character) => escapes[character]);

function page({ title, greeting }) {
  return [
    '<!doctype html>',
    `<title>${escape(title)}</title>`,
    `<h1>${escape(greeting)}</h1>`,
    '',
  ].join('\n');
}

module.exports = { page };

if (require.main === module) {
  const [settings] = process.argv.slice(2);
  process.stdout.write(page(JSON.parse(require('node:fs').readFileSync(settings, 'utf8'))));
}
