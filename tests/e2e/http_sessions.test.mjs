// Sessions and streams: life and end of a session, the GET stream, streams lost and taken up again, cancelling by
// closing in the one era and not in the other, and the end of the server.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { ask, call, eventsOf, openSession, send, startFixture } from './lib/http.mjs';

let server;
let url;
before(async () => {
  server = await startFixture({ keep_alive_s: 1, session_idle_s: 2, replay_s: 2, n_sessions_of_client: 4 });
  url = server.url;
});
after(async () => assert.equal(await server.stop(), 0, 'it ends well'));

/** A stream as it comes: {text, ended, close, until(pattern)}. */
function open(at, { method = 'GET', headers, body }) {
  const stream = { text: '', isEnded: false, status: 0 };
  const waiting = [];
  const look = () => waiting.splice(0).forEach((check) => check());
  const request = http.request(at, { method, headers }, (response) => {
    stream.status = response.statusCode;
    stream.headers = response.headers;
    response.on('data', (part) => { stream.text += part; look(); });
    response.on('end', () => { stream.isEnded = true; look(); });
    response.on('error', () => {});
    look();
  });
  request.on('error', (error) => { stream.error = error; look(); });
  request.end(body);
  stream.close = () => request.destroy();
  stream.until = async (wanted, what = String(wanted)) => {
    const is = () => (wanted instanceof RegExp ? wanted.test(stream.text) : wanted(stream));
    const late = Date.now() + 8000;
    while (!is()) {
      assert.ok(Date.now() < late, `${what}: ${stream.text} ${stream.error ?? ''}`);
      await Promise.race([new Promise((done) => waiting.push(done)), pause(200)]);
    }
    return stream;
  };
  return stream;
}

const calling = (id, name, args, progressToken) => ({
  id, method: 'tools/call', params: { name, arguments: args, ...(progressToken && { _meta: { progressToken } }) },
});
const count = async () => (await call(url, 'count')).messages[0].result.content[0].text;
const cancelled = async () => Number(/(\d+) cancelled/.exec(await count())[1]);

async function until(is, what) {
  const late = Date.now() + 8000;
  while (!(await is())) {
    assert.ok(Date.now() < late, what);
    await pause(20);
  }
}

describe('a session', () => {
  test('opens, serves and ends', async () => {
    const session = await openSession(url);
    assert.equal(session.answer.status, 200);
    assert.match(session.id, /^[\x21-\x7e]{32}$/);
    const told = await session.send({ method: 'notifications/initialized' });
    assert.deepEqual([told.status, told.text], [202, '']);
    assert.equal((await session.send({ id: 1, method: 'tools/list' })).status, 200);
    assert.equal((await session.send({ id: 2, method: 'no/such' })).messages[0].error.code, -32601);
    assert.equal((await session.send({ id: 3, result: {} })).status, 202);
    assert.equal((await session.send({ id: 1, method: 'ping' }, { headers: { 'MCP-Protocol-Version': '1999-01-01' } })).status, 400);
    assert.equal((await send(url, { method: 'DELETE', headers: session.headers })).status, 204);
    for (const method of ['GET', 'DELETE']) {
      assert.equal((await send(url, { method, headers: session.headers })).status, 404);
    }
    const late = await session.send({ id: 4, method: 'tools/list' });
    assert.deepEqual([late.status, late.messages[0].id], [404, 4]);
  });

  test('each revision of the era, 2024-11-05 leniently', async () => {
    for (const version of ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']) {
      const session = await openSession(url, { version });
      assert.equal(session.answer.messages[0].result.protocolVersion, version);
      const answer = await session.send({ id: 1, method: 'tools/call', params: { name: 'whoami' } });
      assert.equal(answer.messages[0].result.content[0].text, 'alpha');
      const { 'MCP-Protocol-Version': omitted, ...bare } = session.headers;
      assert.equal((await send(url, { headers: bare, body: '{"jsonrpc":"2.0","id":2,"method":"ping"}' })).status, 200, omitted);
      await send(url, { method: 'DELETE', headers: session.headers });
    }
  });

  test('a bad initialize opens none', async () => {
    const answer = await send(url, {
      headers: { 'Content-Type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}',
    });
    assert.equal(answer.messages[0].error.code, -32602);
    assert.equal(answer.headers['mcp-session-id'], undefined);
  });

  test('the one unused for longest makes room, an idle one ends', async () => {
    const sessions = [];
    for (let i = 0; i < 5; i += 1) {
      sessions.push(await openSession(url));
      await pause(5);
    }
    assert.equal((await sessions[0].send({ id: 1, method: 'ping' })).status, 404);
    assert.equal((await sessions[1].send({ id: 1, method: 'ping' })).status, 200);
    await pause(3500);
    assert.equal((await sessions[4].send({ id: 1, method: 'ping' })).status, 404);
  });
});

describe('streams of a session', () => {
  test('a call that tells progress is a stream with ids', async () => {
    const session = await openSession(url);
    const answer = await session.send(calling(5, 'steps', { n: 3, ms: 5 }, 'p'));
    const events = eventsOf(answer.text);
    assert.deepEqual([events[0].data, events[0].retry], ['', '1000']);
    assert.equal(new Set(events.map(({ id }) => id)).size, 5);
    assert.deepEqual(answer.messages.map(({ params, id }) => params?.progress ?? id), [1, 2, 3, 5]);
    const old = await openSession(url, { version: '2025-06-18' });
    assert.notEqual(eventsOf((await old.send(calling(5, 'steps', { n: 1, ms: 5 }, 'p'))).text)[0].data, '');
    const { Accept, ...rest } = session.headers;
    const plain = await send(url, {
      headers: { ...rest, Accept: 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', ...calling(6, 'steps', { n: 2, ms: 5 }, 'q') }),
    });
    assert.deepEqual([plain.headers['content-type'], plain.messages.length], ['application/json', 1], Accept);
  });

  test('closing is no cancelling: the answer waits and is asked for again', async () => {
    const session = await openSession(url);
    const before = await cancelled();
    const body = JSON.stringify({ jsonrpc: '2.0', ...calling(7, 'steps', { n: 6, ms: 60 }, 'p') });
    const stream = await open(url, { method: 'POST', headers: session.headers, body }).until(/"progress":2/);
    stream.close();
    const last = eventsOf(stream.text).at(-1).id;
    const again = await open(url, { headers: { ...session.headers, 'Last-Event-ID': last } }).until((seen) => seen.isEnded);
    const messages = eventsOf(again.text).map(({ data }) => JSON.parse(data));
    const before2 = eventsOf(stream.text).filter(({ data }) => data !== '').map(({ data }) => JSON.parse(data));
    assert.deepEqual([...before2, ...messages].map(({ params, id }) => params?.progress ?? id), [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(await cancelled(), before, 'nothing was cancelled');
    const first = eventsOf(stream.text)[0].id;
    const whole = open(url, { headers: { ...session.headers, 'Last-Event-ID': first } });
    await pause(100);
    assert.doesNotMatch(whole.text, /progress/, 'what was delivered whole is gone');
    whole.close();
  });

  test('streams that nobody takes up leave the session as it was', async () => {
    const session = await openSession(url);
    const stream = await open(url, { headers: session.headers }).until((seen) => seen.status === 200);
    stream.close();
    const body = JSON.stringify({ jsonrpc: '2.0', ...calling(8, 'later', { ms: 100 }) });
    const lost = open(url, { method: 'POST', headers: session.headers, body });
    await pause(30);
    lost.close();
    assert.equal((await session.send({ id: 9, method: 'ping' })).status, 200);
  });

  test('cancelled by a notification: the stream ends without an answer', async () => {
    const session = await openSession(url);
    const before = await cancelled();
    const body = JSON.stringify({ jsonrpc: '2.0', ...calling('c', 'later', { ms: 60_000 }) });
    const stream = open(url, { method: 'POST', headers: session.headers, body });
    await until(async () => /later|begun/.test(await count()), 'begun');
    await pause(30);
    await session.send({ method: 'notifications/cancelled', params: { requestId: 'c' } });
    await stream.until((seen) => seen.isEnded);
    assert.doesNotMatch(stream.text, /"result"|"error"/);
    assert.equal(await cancelled(), before + 1);
  });

  test("another session's id cancels nothing", async () => {
    const [one, other] = [await openSession(url), await openSession(url)];
    const answer = one.send(calling('c', 'later', { ms: 200 }));
    await pause(50);
    await other.send({ method: 'notifications/cancelled', params: { requestId: 'c' } });
    assert.equal((await answer).messages[0].result.content[0].text, 'done');
  });

  test('the GET stream lives on comments, a second one replaces it, DELETE ends it', async () => {
    const session = await openSession(url);
    const first = await open(url, { headers: session.headers }).until(/: alive/);
    const second = await open(url, { headers: session.headers }).until((seen) => seen.status === 200);
    await first.until((seen) => seen.isEnded);
    await second.until(/: alive/);
    await send(url, { method: 'DELETE', headers: session.headers });
    await second.until((seen) => seen.isEnded);
  });

  test('DELETE gives up what is at work', async () => {
    const session = await openSession(url);
    const before = await cancelled();
    const answer = session.send(calling(1, 'later', { ms: 60_000 }));
    await pause(50);
    await send(url, { method: 'DELETE', headers: session.headers });
    assert.deepEqual((await answer).messages, []);
    assert.equal(await cancelled(), before + 1);
  });
});

describe('streams of the stateless era', () => {
  const progress = { params: { _meta: { progressToken: 'p' } } };

  test('no ids, nothing to take up', async () => {
    const answer = await call(url, 'steps', { n: 2, ms: 5 }, progress);
    assert.match(answer.headers['content-type'], /^text\/event-stream/);
    assert.doesNotMatch(answer.text, /^(id|retry):/m);
    assert.equal(answer.messages.at(-1).result.resultType, 'complete');
  });

  test('a silent call becomes a stream that says it is alive', async () => {
    const answer = await call(url, 'later', { ms: 2600 });
    assert.match(answer.text, /^: alive\n\n/);
    assert.equal(answer.messages[0].result.content[0].text, 'done');
  });

  test('closing cancels: before the answer begins and in the middle of it', async () => {
    for (const args of [['later', { ms: 60_000 }], ['steps', { n: 1000, ms: 20 }]]) {
      const before = await cancelled();
      const stop = new AbortController();
      const lost = call(url, ...args, { ...progress, signal: stop.signal }).catch((error) => error.name);
      await pause(100);
      stop.abort();
      assert.equal(await lost, 'AbortError');
      await until(async () => (await cancelled()) === before + 1, `${args[0]} was cancelled`);
    }
  });

  test('half a closing counts as one', async () => {
    const before = await cancelled();
    const net = await import('node:net');
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    const socket = net.connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
    const { modernHeaders, meta } = await import('./lib/http.mjs');
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'later', arguments: { ms: 60_000 }, _meta: meta() } };
    const text = JSON.stringify(message);
    const headers = Object.entries(modernHeaders(message)).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`POST /mcp HTTP/1.1\r\nHost: localhost\r\n${headers}Content-Length: ${text.length}\r\n\r\n${text}`);
    await pause(100);
    socket.end();
    await until(async () => (await cancelled()) === before + 1, body);
    socket.destroy();
  });
});

test('told to stop it answers what is at work, ends streams and lets nobody in', async () => {
  const other = await startFixture();
  const session = await openSession(other.url);
  const notices = await open(other.url, { headers: session.headers }).until((seen) => seen.status === 200);
  const quick = call(other.url, 'later', { ms: 150 });
  const slow = call(other.url, 'later', { ms: 60_000 }).catch((error) => error.code);
  await pause(50);
  const ended = other.stop();
  assert.equal((await quick).messages[0].result.content[0].text, 'done');
  await notices.until((seen) => seen.isEnded);
  assert.equal(await slow, 'ECONNRESET');
  assert.equal(await ended, 0);
  await assert.rejects(ask(other.url, 'tools/list'), /ECONNREFUSED/);
});
