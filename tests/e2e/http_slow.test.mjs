// Readers that do not read: what is kept for them is bounded, their streams are dropped, nobody else waits. Of every kind
// of stream: the answer to a call, a session's GET stream, a subscription.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { call, meta, modernHeaders, openSession, send, startConformanceServer, startFixture } from './lib/http.mjs';

const kib = (child) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]);
const isSanitized = (child) => /lib[acmut]+san\b/.test(readFileSync(`/proc/${child.pid}/maps`, 'utf8'));

/** A connection that sends and then reads nothing. */
function deaf(url, head, body = '') {
  const lines = Object.entries(head.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const socket = net.connect({ port: Number(new URL(url).port), host: '127.0.0.1', readableHighWaterMark: 1 });
  const reader = { socket, isClosed: false };
  socket.on('error', () => {});
  socket.on('close', () => { reader.isClosed = true; });
  socket.pause();
  socket.write(`${head.method} /mcp HTTP/1.1\r\nHost: localhost\r\n${lines}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return reader;
}

const posted = (message) => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return [{ method: 'POST', headers: modernHeaders(message) }, body];
};

async function quick(url, tool, args, what) {
  const start = performance.now();
  assert.equal((await call(url, tool, args)).status, 200);
  assert.ok(performance.now() - start < 3000, `${what}: ${performance.now() - start} ms`);
}

describe('answers to calls', () => {
  let server;
  before(async () => {
    server = await startFixture({ stream_bytes: 65536, n_streams_of_client: 64 });
  });
  after(async () => assert.equal(await server.stop(), 0));

  test('progress is dropped, the memory for it is bounded', async () => {
    await quick(server.url, 'greet', { name: 'you' }, 'before');
    const start = kib(server.child);
    const readers = Array.from({ length: 16 }, (_, i) => deaf(server.url, ...posted({
      id: i, method: 'tools/call', params: { name: 'flood', arguments: { n: 20_000, n_bytes: 2000 }, _meta: meta({ progressToken: i }) },
    })));
    for (let i = 0; i < 5; i += 1) {
      await quick(server.url, 'greet', { name: 'you' }, 'beside them');
    }
    await pause(300);
    if (!isSanitized(server.child)) { /* 640 MB were told; kernel's buffers apart, 64 KiB each are kept */
      assert.ok(kib(server.child) - start < 16 * 1024, `${start} KiB, then ${kib(server.child)} KiB`);
    }
    readers.forEach(({ socket }) => socket.destroy());
  });
});

describe('notices', () => {
  let server;
  before(async () => {
    server = await startConformanceServer();
  });
  after(async () => assert.equal(await server.stop(), 0));

  /** So many changes that a stream's buffers fill: each is told to all who listen. */
  async function change(n) {
    for (let i = 0; i < n; i += 1) {
      const answer = await call(server.url, 'test_trigger_resource_change');
      assert.equal(answer.status, 200);
    }
  }

  test('subscriptions and GET streams that nobody reads hold nobody up', async () => {
    const filter = { toolsListChanged: true, resourcesListChanged: true, resourceSubscriptions: ['test://watched-resource'] };
    const listening = Array.from({ length: 8 }, (_, i) => deaf(server.url, ...posted({
      id: `l${i}`, method: 'subscriptions/listen', params: { notifications: filter, _meta: meta() },
    })));
    const sessions = await Promise.all(Array.from({ length: 4 }, () => openSession(server.url)));
    for (const session of sessions) {
      await session.send({ id: 1, method: 'resources/subscribe', params: { uri: 'test://watched-resource' } });
    }
    const streams = sessions.map((session) => deaf(server.url, { method: 'GET', headers: session.headers }));
    await pause(200);
    await change(20);
    const start = kib(server.child);
    await change(150);
    await quick(server.url, 'test_simple_text', {}, 'beside them');
    if (!isSanitized(server.child)) {
      assert.ok(kib(server.child) - start < 4096, `${start} KiB, then ${kib(server.child)} KiB`);
    }
    [...listening, ...streams].forEach(({ socket }) => socket.destroy());
    await pause(200);
    for (const session of sessions) {
      assert.equal((await send(server.url, { method: 'DELETE', headers: session.headers })).status, 204);
    }
  });
});
