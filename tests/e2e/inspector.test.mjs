// The official Inspector in CLI mode, unmodified, in the legacy, auto and modern era.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { before, describe, test } from 'node:test';

import { checkResult } from './lib/answer.mjs';
import { cases, isDefault, label, writes } from './lib/cases.mjs';
import { now, sampleServer, scratch } from './lib/server.mjs';

const folder = new URL('./node_modules/@modelcontextprotocol/inspector/', import.meta.url);
const { bin } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
const inspector = new URL(bin['mcp-inspector'], folder).pathname;

/** One run of the Inspector: {code, stdout, stderr}. */
function inspect(era, words) {
  const all = [inspector, '--cli', '--protocol-era', era, '--format', 'json', '-e', `SOLEUS_NOW=${now}`,
    ...words, sampleServer.command, ...sampleServer.args];
  return new Promise((done) => {
    execFile(process.execPath, all,
      { env: { PATH: process.env.PATH, HOME: scratch }, maxBuffer: 1 << 24, timeout: 120000 },
      (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
  });
}

const call = (era, [name, args]) => inspect(era,
  ['--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args)]);

const concurrency = Math.max(2, availableParallelism());

for (const era of ['legacy', 'auto', 'modern']) {
  describe(`${era} era`, { concurrency }, () => {
    let tools;
    let strict;
    before(async () => {
      strict = await inspect(era, ['--method', 'tools/list', '--strict']);
      assert.equal(strict.code, 0, strict.stderr);
      tools = JSON.parse(strict.stdout).result.tools;
    });

    test('tools/list --strict is clean', (context) => {
      const found = strict.stderr.trim().split('\n').at(-1);
      context.diagnostic(found);
      assert.doesNotMatch(strict.stderr, /^Error: tool/m);
      const places = strict.stderr.match(/^ {2}Path: .*$/gm) ?? [];
      assert.deepEqual(places.filter((place) => /inputSchema/.test(place)), [],
        'arguments must be portable to every model');
    });

    // A run starts the Inspector anew: each era calls every tool, the modern one also with arguments.
    const isFirstWithArguments = ([name, args]) =>
      cases.find((each) => each[0] === name && !isDefault(each))?.[1] === args;
    const isTaken = (one) => isDefault(one) || (era === 'modern' && isFirstWithArguments(one));
    const firstWrites = writes.filter(([name], i) => writes.findIndex((each) => each[0] === name) === i);
    for (const one of [...cases.filter(isTaken), ...firstWrites]) {
      test(label(one), async () => {
        const { code, stdout, stderr } = await call(era, one);
        assert.equal(code, 0, stderr);
        checkResult(tools.find((tool) => tool.name === one[0]), JSON.parse(stdout).result, label(one));
      });
    }

    test('lists and reads resources', async () => {
      const list = await inspect(era, ['--method', 'resources/list']);
      assert.equal(list.code, 0, list.stderr);
      const [{ uri }] = JSON.parse(list.stdout).result.resources;
      const read = await inspect(era, ['--method', 'resources/read', '--uri', uri]);
      assert.equal(read.code, 0, read.stderr);
      assert.equal(JSON.parse(read.stdout).result.contents[0].uri, uri);
    });

    test('a bad argument is reported by the tool, not by the protocol', async () => {
      const { code, stdout, stderr } = await call(era, ['get_wellness', { dayz: 3 }]);
      assert.equal(code, 5, stderr); // the Inspector's code for isError
      assert.match(stdout, /dayz/);
      assert.match(stderr, /tool_is_error/);
    });
  });
}
