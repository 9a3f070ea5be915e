import fs from 'node:fs';
import Table from 'cli-table3';

/** So much more than the baseline a count may be. */
const tolerated = 1.1;

/**
 * Measures one topic after the other and prints each row as it comes. A topic that fails is a row too, and ends nothing.
 * @param topics functions by name, each of which gives rows
 */
export async function measureAll(topics, print) {
  const rows = [];
  for (const [topic, measure] of Object.entries(topics)) {
    print(`${topic} …`);
    const keep = (row) => {
      rows.push({ topic, ...row });
      print(`  ${row.what}: ${[row.result, row.bound, verdictOf(row)].filter(Boolean).join('  ')}`);
    };
    try {
      for await (const row of await measure()) keep(row);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      keep({
        what: topic,
        measured: 'nothing',
        result: why.split('\n')[0],
        bound: '',
        failed: true,
      });
    }
  }
  return rows;
}

export function tableOf(rows) {
  const table = new Table({
    head: ['what', 'measured', 'beside it', 'result', 'bound', '', 'counts', 'CPU'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const { what, measured = '', beside = '', result = '', bound = '', cpuMs } = row;
    const cpu = cpuMs === undefined ? '' : `${cpuMs.toFixed(0)} ms`;
    table.push([what, measured, beside, result, bound, verdictOf(row), countsOf(row), cpu]);
  }
  return table.toString();
}

function verdictOf({ within, failed }) {
  if (failed) return 'FAILED';
  return within === undefined ? '' : within ? 'within' : 'OVER';
}

function countsOf({ counts = {} }) {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

export function writeJson(file, rows) {
  fs.writeFileSync(file, `${JSON.stringify({ rows }, undefined, 2)}\n`);
}

/** The counts of a file that `writeJson` wrote which have risen by more than a tenth since. Times are no part of it. */
export function risenSince(file, rows) {
  const before = JSON.parse(fs.readFileSync(file, 'utf8')).rows;
  return rows.flatMap(({ what, counts = {} }) => {
    const old = before.find((row) => row.what === what)?.counts ?? {};
    return Object.entries(counts)
      .filter(([name, count]) => old[name] !== undefined && count > old[name] * tolerated)
      .map(([name, count]) => `${what}: ${count} ${name}, ${old[name]} before`);
  });
}

/**
 * Measures, prints the table, and says how the process is to end: 1 after a topic that failed or a count that has risen.
 * @param json file to write the rows to
 * @param against file that they are compared with
 */
export async function report(topics, { json, against, print, heading }) {
  const rows = await measureAll(topics, (line) => print.progress(line));
  print.result(heading);
  print.result(tableOf(rows));
  if (json) writeJson(json, rows);
  const risen = against ? risenSince(against, rows) : [];
  for (const line of risen) print.result(`RISEN  ${line}`);
  return risen.length > 0 || rows.some(({ failed }) => failed) ? 1 : 0;
}
