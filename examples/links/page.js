const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The front page: every link, newest last. */
export function render(config, links) {
  const rows = links.map(({ id, url }) => `<li><a href="/${id}">${id}</a> ${escape(url)}</li>`).join('\n');
  return `<!doctype html>
<title>${escape(config.title)}</title>
<h1>${escape(config.title)}</h1>
<ul>
${rows}
</ul>
`;
}

function escape(text) {
  return text.replace(/[&<>"]/g, (character) => escapes[character]);
}
