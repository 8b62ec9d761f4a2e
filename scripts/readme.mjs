#!/usr/bin/env node
// Rewrites what README.md shows of the program: the tool table and real output.
//   node scripts/readme.mjs [--check] [path of soleus]
// <!-- run: ARGUMENTS --> ... <!-- end -->  becomes the output of soleus with these arguments
// <!-- tools --> ... <!-- end -->           becomes the table of tools, from their schemas
// With --check nothing is written; exit 1 when something would change.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const words = process.argv.slice(2);
const isCheck = words.includes('--check');
const binary = words.find((word) => !word.startsWith('--')) ?? 'build/release/soleus';
const readme = new URL('../README.md', import.meta.url);

function run(words) {
  const output = execFileSync(binary, words, { encoding: 'utf8', maxBuffer: 1 << 24 });
  return output.replace(/answer [0-9a-z]{8}\]/g, 'answer 0123abcd]')
    .replace(/undo: [0-9a-z]{10}/g, 'undo: 0123456789').trimEnd();
}

/** Lines longer than a page is wide are folded at blanks. */
function fold(text, width = 100) {
  return text.split('\n').flatMap((line) => {
    const rows = [];
    let row = '';
    for (const word of line.split(' ')) {
      if (row !== '' && row.length + 1 + word.length > width) {
        rows.push(row);
        row = `  ${word}`;
      } else {
        row = row === '' ? word : `${row} ${word}`;
      }
    }
    return [...rows, row];
  }).join('\n');
}

function toolTable() {
  const shown = (tool) => Object.keys(tool.inputSchema.properties)
    .filter((name) => name !== 'athlete' && name !== 'refresh')
    .map((name) => `\`${name}\``).join(', ');
  const rows = JSON.parse(run(['--sample', 'tools', '--json']))
    .map((tool) => `| \`${tool.name}\` | ${tool.description} | ${shown(tool)} |`);
  return ['| tool | answers | arguments |', '| --- | --- | --- |', ...rows].join('\n');
}

const before = readFileSync(readme, 'utf8');
const after = before
  .replace(/(<!-- run: (.*?) -->\n)[^]*?(<!-- end -->)/g, (_, start, line, end) =>
    `${start}\`\`\`\n${fold(run(line.split(' ')))}\n\`\`\`\n${end}`)
  .replace(/(<!-- tools -->\n)[^]*?(<!-- end -->)/, (_, start, end) => `${start}${toolTable()}\n${end}`);

if (after === before) {
  console.log('README.md is current');
} else if (isCheck) {
  console.error('README.md is out of date: run node scripts/readme.mjs');
  process.exit(1);
} else {
  writeFileSync(readme, after);
  console.log('README.md rewritten');
}
