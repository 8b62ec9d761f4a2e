// The transcripts of tests/transcripts over HTTP, from the same files: each line that is sent is one POST, what comes is
// taken from its answer or its stream, and a session's notices from its GET stream. Those that are about lines (>e, >fill)
// have no meaning there.

import assert from 'node:assert/strict';
import http from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

import { common, eventsOf, modernHeaders, startConformanceServer, startFixture, startHttp } from './lib/http.mjs';
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

/** What has come and was not looked at, by stream: each in its order, streams in any. */
class Streams {
  #queues = [];
  #arrived = () => {};

  open() {
    const queue = [];
    this.#queues.push(queue);
    return (message) => { queue.push(message); this.#arrived(); };
  }

  /** The next message of some stream that fits; waits for it. */
  async take(fits, where) {
    const late = Date.now() + 20_000;
    for (;;) {
      const queue = this.#queues.find(([first]) => first !== undefined && fits(first));
      if (queue !== undefined) {
        return queue.shift();
      }
      assert.ok(Date.now() < late, `${where}: ${JSON.stringify(this.left())}`);
      await Promise.race([new Promise((done) => { this.#arrived = done; }), pause(200)]);
    }
  }

  left() {
    return this.#queues.flat();
  }
}

/** Messages of an answer as they come; a stream of a session that ends early is taken up again. */
class Answer {
  constructor(url, put, headers, expects) {
    Object.assign(this, { url, put, headers, expects, lastId: undefined, isAnswered: false });
  }

  /** Resolves with the headers of the answer. */
  start(method, body) {
    return new Promise((done, failed) => {
      this.request = http.request(this.url, { method, headers: this.headers }, (response) => {
        done(response.headers);
        this.#read(response);
      });
      this.request.on('error', (error) => { this.isClosed ? done({}) : failed(error); });
      this.request.end(body);
    });
  }

  close() {
    this.isClosed = true;
    this.request.destroy();
  }

  #message(message) {
    this.isAnswered ||= !('method' in message);
    if (this.expects) {
      this.put(message);
    }
  }

  #event(block) {
    const [event] = eventsOf(`${block}\n\n`);
    this.lastId = event?.id ?? this.lastId;
    if (event !== undefined && event.data !== '') {
      this.#message(JSON.parse(event.data));
    }
  }

  #read(response) {
    const isStream = (response.headers['content-type'] ?? '').startsWith('text/event-stream');
    let text = '';
    response.on('error', () => {});
    response.on('data', (part) => {
      text += part;
      for (let end = text.indexOf('\n\n'); isStream && end >= 0; end = text.indexOf('\n\n')) {
        this.#event(text.slice(0, end));
        text = text.slice(end + 2);
      }
    });
    response.on('end', () => {
      if (!isStream && text !== '') {
        this.#message(JSON.parse(text));
      } else if (isStream && !this.isAnswered && this.lastId && this.expects && !this.isClosed) {
        this.headers = { ...this.headers, 'Last-Event-ID': this.lastId };
        this.start('GET').catch(() => {});
      }
    });
  }
}

/** What of a stateless client is no message on HTTP: giving a request up is closing its stream. */
const givenUp = (message) => (message?.method === 'notifications/cancelled' ? message.params.requestId : undefined);

class Player {
  #streams = new Streams();
  #open = new Map();
  #session;
  #notices;

  constructor(url) {
    this.url = url;
  }

  async send(text) {
    const message = parsed(text);
    const version = message?.params?._meta?.['io.modelcontextprotocol/protocolVersion'];
    const id = this.#session ? undefined : givenUp(message);
    const lost = id === undefined ? undefined : this.#open.get(id);
    if (lost !== undefined) {
      lost.close();
      await pause(50);
      return;
    }
    const headers = isModern(message)
      ? modernHeaders(message, typeof version === 'string' ? { 'MCP-Protocol-Version': version } : {})
      : { ...common, ...(this.#session ? { 'Mcp-Session-Id': this.#session } : {}) };
    const answer = new Answer(this.url, this.#streams.open(), headers, !hasNoAnswer(message));
    this.#open.set(message?.id, answer);
    const started = answer.start('POST', text);
    if (hasNoAnswer(message) || message?.method === 'initialize') {
      this.#session = (await started)['mcp-session-id'] ?? this.#session;
      await this.#listen(message);
    } else {
      started.catch(() => {});
    }
  }

  /** A session is told of changes on a stream of its own. */
  async #listen(message) {
    if (message?.method === 'notifications/initialized' && this.#session) {
      this.#notices = new Answer(this.url, this.#streams.open(), { ...common, 'Mcp-Session-Id': this.#session }, true);
      await this.#notices.start('GET');
    }
  }

  async expect(pattern, isWhole, where) {
    const fits = (seen) => (isWhole ? isDeepStrictEqual(seen, pattern) : matches(pattern, seen));
    await this.#streams.take(fits, where);
  }

  async end(path) {
    this.#notices?.close();
    await pause(20);
    assert.deepEqual(this.#streams.left(), [], `${path}: after the end`);
  }
}

async function play(url, path) {
  const player = new Player(url);
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const [i, line] of lines.entries()) {
    const where = `${path}:${i + 1}`;
    const space = line.indexOf(' ');
    const [mark, text] = [line.slice(0, space), line.slice(space + 1)];
    if (mark === '>') {
      await player.send(text);
    } else if (mark === '<' || mark === '<~') {
      await player.expect(JSON.parse(text), mark === '<', where);
    } else {
      assert.ok(line === '' || line.startsWith('#'), where);
    }
  }
  await player.end(path);
}

const isAboutLines = (path) => /^>(e|fill) /m.test(readFileSync(path, 'utf8'));

/** Which server plays a folder. */
const servers = {
  product: () => startHttp(sampleServer, ['--http-auth', 'none']),
  offers: startConformanceServer,
  asking: startConformanceServer,
};

for (const part of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
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
