#!/usr/bin/env node
// Rewrites what README.md shows of the program: the tool table and real output.
//   node scripts/readme.mjs [--check] [path of soleus]
// <!-- run: ARGUMENTS --> ... <!-- end -->  becomes the output of soleus with these arguments
// <!-- tools --> ... <!-- end -->           becomes the table of tools, from their schemas
// With --check nothing is written; exit 1 when something would change.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fold, keep, steady } from './shown.mjs';

const words = process.argv.slice(2);
const isCheck = words.includes('--check');
const binary = words.find((word) => !word.startsWith('--')) ?? 'build/release/soleus';
const readme = new URL('../README.md', import.meta.url);

function run(words) {
  const output = execFileSync(binary, words, { encoding: 'utf8', maxBuffer: 1 << 24 });
  return steady(output);
}

function toolTable() {
  const shown = (tool) => Object.keys(tool.inputSchema.properties)
    .filter((name) => name !== 'athlete' && name !== 'refresh')
    .map((name) => `\`${name}\``).join(', ');
  const rows = JSON.parse(run(['tools', '--json']))
    .map((tool) => `| \`${tool.name}\` | ${tool.description} | ${shown(tool)} |`);
  return ['| tool | answers | arguments |', '| --- | --- | --- |', ...rows].join('\n');
}

const before = readFileSync(readme, 'utf8');
const after = before
  .replace(/(<!-- run: (.*?) -->\n)[^]*?(<!-- end -->)/g, (_, start, line, end) =>
    `${start}\`\`\`\n${fold(run(line.split(' ')))}\n\`\`\`\n${end}`)
  .replace(/(<!-- tools -->\n)[^]*?(<!-- end -->)/, (_, start, end) => `${start}${toolTable()}\n${end}`);

keep({ isCheck, before, after, write: (text) => writeFileSync(readme, text),
  name: 'README.md', script: 'readme.mjs' });
