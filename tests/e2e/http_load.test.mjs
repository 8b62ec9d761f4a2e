// Many clients, and some that do not behave: slow readers, half-open connections, floods past every limit. The others
// must not notice, and nothing may be left behind.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { ask, call, meta, modernHeaders, openSession, send, startFixture } from './lib/http.mjs';

let server;
let url;
const limits = { n_requests_of_client: 8, n_streams_of_client: 3, n_connections: 40, stream_bytes: 65536, connection_idle_s: 2 };
before(async () => {
  server = await startFixture({ ...limits, tokens: 1 });
  url = server.url;
});
after(async () => assert.equal(await server.stop(), 0, 'it ends well'));

const alpha = { headers: { Authorization: 'Bearer alpha' } };
const beta = { headers: { Authorization: 'Bearer beta' } };
const port = () => Number(new URL(url).port);

function bytesOf(message, headers) {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message });
  const lines = Object.entries({ ...modernHeaders(message), ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

const calling = (name, args, more = {}) => ({ id: 1, method: 'tools/call', params: { name, arguments: args, _meta: meta(more) } });

/** A connection that only does what it is told. */
function connect(bytes) {
  const socket = net.connect(port(), '127.0.0.1');
  const connection = { socket, isClosed: false };
  socket.on('error', () => {});
  socket.on('close', () => { connection.isClosed = true; });
  socket.write(bytes);
  return connection;
}

const closed = async (connection, what, patience = 8000) => {
  const late = Date.now() + patience;
  while (!connection.isClosed) {
    assert.ok(Date.now() < late, what);
    await pause(20);
  }
};

const proc = (child, name) => readFileSync(`/proc/${child.pid}/${name}`, 'utf8');
const residentKib = (child) => Number(/VmRSS:\s+(\d+)/.exec(proc(child, 'status'))[1]);

/** A sanitizer keeps what is freed. */
function expectNoGrowth(child, before, limitKib) {
  if (!/lib[acmu]+san\b/.test(proc(child, 'maps'))) {
    assert.ok(residentKib(child) - before < limitKib, `${before} KiB, then ${residentKib(child)} KiB`);
  }
}
const descriptors = async () => (await import('node:fs')).readdirSync(`/proc/${server.child.pid}/fd`).length;

async function quick(what) {
  const start = performance.now();
  assert.equal((await call(url, 'whoami', {}, beta)).messages[0].result.content[0].text, 'beta');
  assert.ok(performance.now() - start < 3000, `${what}: ${performance.now() - start} ms`);
}

describe('limits of one client', () => {
  test('requests at work: 429, and the others go on', async () => {
    const agent = new http.Agent({ maxSockets: 30 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(url, 'later', { ms: 300 }, { agent, ...alpha })));
    const statuses = answers.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, limits.n_requests_of_client);
    const refused = answers.filter(({ status }) => status === 429);
    assert.equal(refused.length, 12);
    assert.equal(refused[0].headers['retry-after'], '1');
    assert.equal(refused[0].messages[0].error.code, -32603);
    await quick('meanwhile');
    assert.equal((await call(url, 'later', { ms: 1 }, alpha)).status, 200, 'and again later');
  });

  test('streams: 429 beyond, room again when one closes', async () => {
    const sessions = await Promise.all(Array.from({ length: 5 }, () => openSession(url, alpha)));
    const streams = sessions.slice(0, 3).map((session) => {
      const request = http.get(url, { headers: session.headers }, (response) => response.resume());
      request.on('error', () => {});
      return request;
    });
    await pause(200);
    assert.equal((await send(url, { method: 'GET', headers: sessions[3].headers })).status, 429);
    await quick('meanwhile');
    streams.forEach((request) => request.destroy());
    await pause(200);
    const again = http.get(url, { headers: sessions[4].headers });
    const [status] = await new Promise((done) => again.on('response', (response) => done([response.statusCode])));
    assert.equal(status, 200);
    again.on('error', () => {});
    again.destroy();
  });
});

describe('clients that do not behave', () => {
  test('readers that take nothing hold nobody up', async () => {
    const connection = connect(bytesOf(calling('steps', { n: 1_000_000, ms: 1 }, { progressToken: 'p' }), alpha.headers));
    connection.socket.pause();
    const floods = Array.from({ length: 4 }, () => {
      const flood = connect(bytesOf(calling('flood', { n: 4000, n_bytes: 1000 }, { progressToken: 'p' }), alpha.headers));
      flood.socket.pause();
      return flood;
    });
    for (let i = 0; i < 20; i += 1) {
      await quick('beside slow readers');
    }
    floods.forEach((flood) => flood.socket.resume());
    await Promise.all(floods.map((flood) => closed(flood, 'a flood is over')));
    connection.socket.destroy();
  });

  test('an answer that nobody reads is given up', async () => {
    const readers = Array.from({ length: 6 }, () => {
      const reader = connect(bytesOf(calling('large', { n_bytes: 1_000_000 }), alpha.headers));
      reader.socket.pause();
      return reader;
    });
    await quick('beside unread answers');
    await pause(100);
    readers.forEach((reader) => reader.socket.destroy());
  });

  test('half a request, a trickle and silence end in time', async () => {
    const silent = connect('');
    const half = connect('POST /mcp HTTP/1.1\r\nHost: localhost\r\n');
    const body = connect('POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{');
    const trickle = connect('POST /mcp HTTP/1.1\r\nHost: localhost\r\n');
    const timer = setInterval(() => trickle.socket.write('X-A: 1\r\n'), 200);
    await quick('beside them');
    await Promise.all([closed(silent, 'silence'), closed(half, 'half'), closed(body, 'half a body'), closed(trickle, 'a trickle')]);
    clearInterval(timer);
  });

  test('connections that ask nothing make room for one that does', async () => {
    const known = new http.Agent({ keepAlive: true, maxSockets: 1 });
    assert.equal((await call(url, 'whoami', {}, { ...beta, agent: known })).status, 200);
    const idle = Array.from({ length: limits.n_connections }, () => connect(''));
    await pause(400);
    for (let i = 0; i < 5; i += 1) {
      assert.equal((await call(url, 'whoami', {}, beta)).status, 200);
    }
    await pause(100);
    const nClosed = idle.filter((connection) => connection.isClosed).length;
    assert.ok(nClosed >= 1 && nClosed <= 6, `${nClosed} made room`);
    const [socket] = Object.values(known.freeSockets).flat();
    assert.equal(socket?.destroyed, false, 'one that showed its right to ask stays');
    known.destroy();
    await Promise.all(idle.map((connection) => closed(connection, 'idle')));
    await quick('afterwards');
  });

  test('more connections than there is room for, all at work: 503, and the others go on', async () => {
    const small = await startFixture({ n_connections: 4 });
    const working = Array.from({ length: 4 }, () => call(small.url, 'later', { ms: 800 }));
    await pause(300);
    const refused = await call(small.url, 'whoami');
    assert.deepEqual([refused.status, refused.headers.connection, refused.headers['retry-after']], [503, 'close', '1']);
    assert.equal(refused.messages[0].error.code, -32603);
    assert.deepEqual((await Promise.all(working)).map(({ status }) => status), [200, 200, 200, 200]);
    assert.equal((await call(small.url, 'whoami')).status, 200);
    assert.equal(await small.stop(), 0);
  });

  test('a flood of connections that never ask anything', async () => {
    for (let round = 0; round < 5; round += 1) {
      const flood = Array.from({ length: 200 }, () => connect('GET / HTTP/1.1\r\n'));
      await pause(50);
      flood.forEach(({ socket }) => socket.destroy());
    }
    await pause(300);
    await quick('afterwards');
  });

  test('bytes of no protocol', async () => {
    let seed = 7;
    const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    for (let i = 0; i < 12; i += 1) {
      const bytes = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 400) }, () => Math.floor(random() * 256)));
      const connection = connect(i % 2 ? bytes : Buffer.concat([Buffer.from('POST /mcp HTTP/1.1\r\nHost: localhost\r\n'), bytes]));
      setTimeout(() => connection.socket.destroy(), 50);
    }
    await pause(150);
    await quick('afterwards');
  });
});

test('64 clients of both eras, mixed calls with cancels: right answers, no growth', async () => {
  const roomy = await startFixture({});
  const clients = Array.from({ length: 64 }, (_, i) => async (nCalls) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const session = i % 2 ? await openSession(roomy.url) : null;
    for (let k = 0; k < nCalls; k += 1) {
      const name = `${i}-${k}`;
      if (k % 10 === 9) {
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 5);
        await call(roomy.url, 'later', { ms: 500 }, { agent, signal: stop.signal }).catch(() => {});
        continue;
      }
      const answer = session
        ? await session.send({ id: k, method: 'tools/call', params: { name: 'greet', arguments: { name } } }, { agent })
        : await call(roomy.url, 'greet', { name }, { agent });
      if (answer.status === 429) {
        continue;
      }
      assert.equal(answer.messages[0].result.content[0].text, `Hello, ${name}!`);
    }
    agent.destroy();
    if (session) {
      await send(roomy.url, { method: 'DELETE', headers: session.headers });
    }
  });
  await Promise.all(clients.map((client) => client(20)));
  const before = residentKib(roomy.child);
  await Promise.all(clients.map((client) => client(40)));
  expectNoGrowth(roomy.child, before, 4096);
  assert.equal(await roomy.stop(), 0);
});

test('nothing is left behind', async () => {
  await pause(500);
  const before = residentKib(server.child);
  for (let i = 0; i < 300; i += 1) {
    await ask(url, 'tools/list', {}, beta);
  }
  expectNoGrowth(server.child, before, 2048);
  assert.ok((await descriptors()) < 40, `${await descriptors()} descriptors`);
});
