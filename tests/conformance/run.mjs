// Starts the fixture server on a free port, runs the official suite for one revision and holds it to the number of
// scenarios that the revision requires. There is no list of expected failures.
//   run.mjs SERVER REVISION

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const [, , server, revision] = process.argv;
const suite = fileURLToPath(new URL('node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url));

/** Scenarios that the revision requires, and those that are run beside them and must pass as well. */
const expected = {
  '2025-11-25': { nRequired: 30, beside: ['server-session-lifecycle', 'json-schema-2020-12', 'server-sse-polling'] },
  '2026-07-28': {
    nRequired: 37,
    beside: ['json-schema-2020-12', 'http-header-validation', 'http-custom-header-server-validation'],
  },
}[revision];
assert.ok(expected, `usage: run.mjs SERVER ${'2025-11-25|2026-07-28'}`);

const child = spawn(server, ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const ended = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)));
const [first] = await new Promise((done) => createInterface({ input: child.stdout }).once('line', (line) => done([line])));
const url = `http://127.0.0.1:${first.slice('port='.length)}/mcp`;
const results = mkdtempSync(join(tmpdir(), 'soleus-conformance-'));

const run = spawnSync(process.execPath, [suite, 'server', '--url', url, '--requirements', revision, '-o', results],
  { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 500_000 });
rmSync(results, { recursive: true, force: true });
child.kill('SIGTERM');
const end = await ended;

const summary = run.stdout.slice(run.stdout.lastIndexOf('=== SUMMARY ==='));
console.log(summary);
const scenarios = new Map([...summary.matchAll(/^(\S) ([a-z0-9-]+): (\d+) passed, (\d+) failed$/gm)]
  .map(([, mark, name, passed, failed]) => [name, { isGood: mark === '✓' && passed !== '0' && failed === '0' }]));
const unscored = new Set([...summary.matchAll(/^ {2}\S ([a-z0-9-]+) \(/gm)].map(([, name]) => name));
const required = [...scenarios.keys()].filter((name) => !unscored.has(name));

assert.deepEqual(required.filter((name) => !scenarios.get(name).isGood), [], 'required scenarios that fail');
assert.equal(required.length, expected.nRequired, 'required scenarios');
for (const name of expected.beside) {
  assert.ok(scenarios.get(name)?.isGood, `${name} is not required, and passes all the same`);
}
assert.equal(run.status, 0, run.stderr);
assert.equal(end, 0, 'the server ends in order');
console.log(`${required.length} of ${required.length} required scenarios of ${revision}, and ${expected.beside.length} more`);
