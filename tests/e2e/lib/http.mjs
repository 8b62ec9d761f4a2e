// The HTTP transport under test: the fixture server (tests/http/http_fixture.c) or the shipped binary, and requests
// to it that a decent client would not send.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { after } from 'node:test';

import { modernRevision } from './server.mjs';

export const meta = (more = {}) => ({
  'io.modelcontextprotocol/protocolVersion': modernRevision,
  'io.modelcontextprotocol/clientCapabilities': {},
  ...more,
});

/** A test that failed did not stop its server: it must not keep this process alive. */
const children = new Set();
after(() => setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 10_000).unref());

async function firstLine(child, stream, pattern, seen = []) {
  const lines = createInterface({ input: stream });
  return new Promise((done, failed) => {
    lines.on('line', (line) => {
      seen.push(line);
      const match = pattern.exec(line);
      if (match) {
        done(match[0]);
      }
    });
    child.once('exit', (code) => failed(new Error(`it ended with ${code}: ${seen.join(' | ')}`)));
  });
}

function running(child, url) {
  const ended = once(child, 'exit');
  children.add(child);
  return {
    url,
    child,
    /** Tells it to stop; resolves to its exit status (a leak found by a sanitizer is another). */
    async stop(how = () => child.stdin.end()) {
      how();
      const [code, signal] = await ended;
      return signal ?? code;
    },
  };
}

/** The fixture server with such options: {url, stop}. */
export async function startFixture(options = {}) {
  const words = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const child = spawn(resolve(process.env.HTTP_FIXTURE_BINARY), words, { stdio: ['pipe', 'pipe', 'inherit'] });
  return running(child, await firstLine(child, child.stdout, /http:\S+/));
}

/** The conformance suite's fixture server (tests/conformance): {url, stop}. */
export async function startConformanceServer() {
  const child = spawn(resolve(process.env.CONFORMANCE_SERVER_BINARY), ['--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = (await firstLine(child, child.stdout, /port=\d+/)).slice('port='.length);
  const started = running(child, `http://127.0.0.1:${port}/mcp`);
  return { ...started, stop: () => started.stop(() => child.kill('SIGTERM')) };
}

/** `soleus serve --http` of a server as lib/server.mjs describes it, at any free port. */
export async function startHttp(server, more = []) {
  const where = more.some((word) => word.startsWith('--http=')) ? [] : ['--http', '127.0.0.1:0'];
  const child = spawn(server.command, [...server.args, ...more, 'serve', ...where],
    { env: server.env, stdio: ['ignore', 'ignore', 'pipe'] });
  const log = [];
  const started = running(child, await firstLine(child, child.stderr, /http:\S+/, log));
  return { ...started, log, stop: () => started.stop(() => child.kill('SIGTERM')) };
}

// A kept connection may be closed by the server just when the next request takes it up.
const aConnectionEach = new http.Agent({ keepAlive: false });

/** A request by node:http, which sends what it is told: {status, headers, text, messages}. */
export function send(url, { method = 'POST', headers = {}, body, agent = aConnectionEach, signal } = {}) {
  return new Promise((done, failed) => {
    const request = http.request(url, { method, headers, agent, signal }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', failed);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        done({ status: response.statusCode, headers: response.headers, text, messages: messagesOf(response, text) });
      });
    });
    request.on('error', failed);
    request.end(body);
  });
}

/** Events of a stream: [{id, data, retry}]. */
export function eventsOf(text) {
  return text.split('\n\n').filter((block) => block !== '' && !block.startsWith(':')).map((block) => {
    const event = { data: '' };
    for (const line of block.split('\n')) {
      const at = line.indexOf(': ');
      event[line.slice(0, at)] = line.slice(at + 2);
    }
    return event;
  });
}

function messagesOf(response, text) {
  const type = response.headers['content-type'] ?? '';
  if (text === '') {
    return [];
  }
  if (type.startsWith('text/event-stream')) {
    return eventsOf(text).filter(({ data }) => data !== '').map(({ data }) => JSON.parse(data));
  }
  return type.startsWith('application/json') ? [JSON.parse(text)] : [];
}

export const common = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };

/** What a well-behaved stateless client sends with a message. */
export function modernHeaders(message, more = {}) {
  const name = message.params?.name ?? message.params?.uri;
  return {
    ...common,
    'MCP-Protocol-Version': modernRevision,
    ...(message.method === undefined ? {} : { 'Mcp-Method': message.method }),
    ...(typeof name === 'string' && /^[\x21-\x7e]+$/.test(name) ? { 'Mcp-Name': name } : {}),
    ...more,
  };
}

let lastId = 0;

/** A stateless request: as send(). headers: overrides, undefined removes one. */
export function ask(url, method, params = {}, { headers = {}, id, ...more } = {}) {
  lastId += 1;
  const message = { jsonrpc: '2.0', id: id ?? lastId, method, params: { ...params, _meta: meta(params._meta) } };
  const all = { ...modernHeaders(message), ...headers };
  return send(url, {
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    body: JSON.stringify(message),
    ...more,
  });
}

export const call = (url, name, args = {}, options = {}) =>
  ask(url, 'tools/call', { name, arguments: args, ...options.params }, options);

/** Opens a session: {id, version, send(message, options), answer}. */
export async function openSession(url, { version = '2025-11-25', headers = {} } = {}) {
  const answer = await send(url, {
    headers: { ...common, ...headers },
    body: JSON.stringify({
      jsonrpc: '2.0', id: 0, method: 'initialize',
      params: { protocolVersion: version, capabilities: {}, clientInfo: { name: 'e2e', version: '1' } },
    }),
  });
  const id = answer.headers['mcp-session-id'];
  const own = { ...common, 'Mcp-Session-Id': id, 'MCP-Protocol-Version': version, ...headers };
  return {
    id,
    version,
    answer,
    headers: own,
    send: (message, options = {}) => send(url, {
      ...options, headers: { ...own, ...options.headers }, body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    }),
  };
}
