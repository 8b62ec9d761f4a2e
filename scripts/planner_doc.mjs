#!/usr/bin/env node
// Rewrites the weeks that docs/planner.md shows.
//   node scripts/planner_doc.mjs [--check] [path of soleus]
// <!-- calls                                   Each block is one session of soleus with the sample
// set_preferences {...}                        athlete and a frozen clock: the calls one after the
// propose_week {...}                           other, as a client would make them; the last answer
// show Wed 06:30 ride_threshold                is shown. With a last line "show START" only the whole
// --> ... <!-- end -->                         workout that begins so.
// With --check nothing is written; exit 1 when something would change.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fold, keep, steady } from './shown.mjs';

const NOW = '2026-01-08T12:00:00+01:00';
const words = process.argv.slice(2);
const isCheck = words.includes('--check');
const binary = words.find((word) => !word.startsWith('--')) ?? 'build/release/soleus';
const page = new URL('../docs/planner.md', import.meta.url);

/** The calls in one session over standard input and output; the answers' texts. */
function session(calls) {
  const request = (id, method, params) => JSON.stringify({ jsonrpc: '2.0', id, method, params });
  const lines = [
    request(0, 'initialize', {
      protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'planner_doc', version: '1' } }),
    JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
    ...calls.map(({ tool, args }, i) => request(i + 1, 'tools/call', { name: tool, arguments: args })),
  ];
  const output = execFileSync(binary, ['--sample', '--now', NOW, 'serve'],
    { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 24, stdio: ['pipe', 'pipe', 'ignore'] });
  const answers = new Map(output.trim().split('\n').map((line) => JSON.parse(line)).map((answer) => [answer.id, answer]));
  return calls.map(({ tool }, i) => {
    const { result } = answers.get(i + 1) ?? {};
    if (result === undefined || result.isError) {
      throw new Error(`${tool} failed: ${result?.content?.[0]?.text ?? 'no answer'}`);
    }
    return result.content[0].text;
  });
}

/** The workout whose head begins so, up to the next one's or the answer's end. */
function workout(text, start) {
  const parts = text.split(/\n\n(?=[A-Z][a-z]{2} \d\d:\d\d )|\n(?=Missing: |\[sample)/);
  const found = parts.find((part, i) => i > 0 && part.startsWith(start));
  if (found === undefined) {
    throw new Error(`no workout begins with "${start}"`);
  }
  return found.trimEnd();
}

function shown(block) {
  const lines = block.trim().split('\n');
  const start = lines.at(-1).startsWith('show ') ? lines.pop().slice(5) : undefined;
  const calls = lines.map((line) => {
    const blank = line.indexOf(' ');
    return { tool: line.slice(0, blank), args: JSON.parse(line.slice(blank + 1)) };
  });
  const asked = calls.map(({ tool, args }) => `> ${tool} ${JSON.stringify(args)}`);
  const text = steady(session(calls).at(-1));
  return fold(`${asked.join('\n')}\n${start === undefined ? text : workout(text, start)}`);
}

const before = readFileSync(page, 'utf8');
const after = before.replace(/(<!-- calls\n([^]*?)-->\n)[^]*?(<!-- end -->)/g,
  (_, start, block, end) => `${start}\`\`\`\n${shown(block)}\n\`\`\`\n${end}`);
keep({ isCheck, before, after, write: (text) => writeFileSync(page, text),
  name: 'docs/planner.md', script: 'planner_doc.mjs' });
