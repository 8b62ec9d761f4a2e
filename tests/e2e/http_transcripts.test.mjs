// The transcripts of tests/transcripts over HTTP, from the same files: each line that is sent is one POST. Those that
// are about lines (>e, >fill) have no meaning there.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { common, modernHeaders, send, startConformanceServer, startFixture, startHttp } from './lib/http.mjs';
import { sampleServer } from './lib/server.mjs';

const folder = fileURLToPath(new URL('../transcripts/', import.meta.url));

/** "*" is any value, "~word" a text with that word in it; members may be more (see run_transcript.c). */
function matches(pattern, seen) {
  if (typeof pattern === 'string') {
    return pattern === '*' ? seen !== undefined
      : pattern.startsWith('~') ? typeof seen === 'string' && seen.includes(pattern.slice(1)) : pattern === seen;
  }
  if (pattern === null || typeof pattern !== 'object') {
    return pattern === seen;
  }
  return seen !== null && typeof seen === 'object' && Array.isArray(pattern) === Array.isArray(seen) &&
    (!Array.isArray(pattern) || pattern.length === seen.length) &&
    Object.entries(pattern).every(([key, value]) => matches(value, seen[key]));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Notifications and responses are answered with a status alone; what stands in its body is not the protocol's. */
const hasNoAnswer = (message) => message !== null && typeof message === 'object' && !Array.isArray(message) &&
  message.jsonrpc === '2.0' &&
  ((typeof message.method === 'string' && !('id' in message)) ||
    (!('method' in message) && ('result' in message || 'error' in message)));

const isModern = (message) => Object.keys(message?.params?._meta ?? {})
  .some((key) => /^io\.modelcontextprotocol\/(protocolVersion|clientCapabilities|clientInfo|logLevel)$/.test(key));

async function play(url, path) {
  let session;
  const queue = [];
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const [i, line] of lines.entries()) {
    const where = `${path}:${i + 1}`;
    const space = line.indexOf(' ');
    const [mark, text] = [line.slice(0, space), line.slice(space + 1)];
    if (mark === '>') {
      const message = parsed(text);
      const version = message?.params?._meta?.['io.modelcontextprotocol/protocolVersion'];
      const headers = isModern(message)
        ? modernHeaders(message, typeof version === 'string' ? { 'MCP-Protocol-Version': version } : {})
        : { ...common, ...(session ? { 'Mcp-Session-Id': session } : {}) };
      const answer = await send(url, { headers, body: text });
      session = answer.headers['mcp-session-id'] ?? session;
      if (!hasNoAnswer(message)) {
        queue.push(...answer.messages);
      }
    } else if (mark === '<' || mark === '<~') {
      assert.ok(queue.length > 0, `${where}: no answer`);
      const [seen, pattern] = [queue.shift(), JSON.parse(text)];
      if (mark === '<') {
        assert.deepEqual(seen, pattern, where);
      } else {
        assert.ok(matches(pattern, seen), `${where}: ${JSON.stringify(seen)}`);
      }
    } else {
      assert.ok(line === '' || line.startsWith('#'), where);
    }
  }
  assert.deepEqual(queue, [], `${path}: after the end`);
}

const isAboutLines = (path) => /^>(e|fill) /m.test(readFileSync(path, 'utf8'));

/** Which server plays a folder. asking/ needs answers in the middle of a stream: asking.test.mjs has them. */
const servers = {
  product: () => startHttp(sampleServer, ['--http-auth', 'none']),
  offers: startConformanceServer,
};

for (const part of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'asking')) {
  describe(part.name, () => {
    for (const name of readdirSync(join(folder, part.name))) {
      const path = join(folder, part.name, name);
      test(name, { skip: isAboutLines(path) && 'about lines' }, async () => {
        const server = await (servers[part.name] ?? (() => startFixture({ greet_only: 1 })))();
        try {
          await play(server.url, path);
        } finally {
          assert.equal(await server.stop(), 0);
        }
      });
    }
  });
}
