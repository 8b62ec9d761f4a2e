// Every status of the transport, with requests that no official client would send: the gate (Host, Origin, method, path,
// types, sizes), tokens, the headers of the stateless era against the body, and what is told with each error.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import net from 'node:net';

import { ask, call, common, meta, modernHeaders, openSession, send, startFixture } from './lib/http.mjs';
import { modernRevision } from './lib/server.mjs';

const revision = 'io.modelcontextprotocol/protocolVersion';
let server;
let url;
before(async () => {
  server = await startFixture();
  url = server.url;
});
after(async () => assert.equal(await server.stop(), 0, 'it ends well'));

const errorOf = (answer) => answer.messages[0]?.error;

function expectError(answer, status, code, words = /./) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(errorOf(answer)?.code, code, answer.text);
  assert.match(errorOf(answer).message, words);
  assert.equal(answer.headers['content-type'], 'application/json');
}

/** Bytes as they are, until the server closes or nothing more comes: the answer's text. */
function raw(bytes, { patience = 100, then } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((done) => {
    const socket = net.connect(Number(port), hostname);
    let text = '';
    let timer;
    const end = () => { socket.destroy(); done(text); };
    socket.on('data', (part) => {
      text += part;
      clearTimeout(timer);
      timer = setTimeout(end, patience);
    });
    socket.on('close', end);
    socket.on('error', end);
    socket.write(bytes, () => then?.(socket));
    timer = setTimeout(end, 2000);
  });
}

describe('the gate', () => {
  const list = (headers) => ask(url, 'tools/list', {}, { headers });

  test('Host: this machine by its own names only', async () => {
    const { port } = new URL(url);
    for (const host of ['localhost', `localhost:${port}`, '127.0.0.1', 'LOCALHOST:1', '[::1]', '[::1]:80']) {
      assert.equal((await list({ Host: host })).status, 200, host);
    }
    for (const host of ['evil.example.com', 'localhost.evil.com', 'evil.com:80', 'localhost:80:80', '127.0.0.1.nip.io',
      'localhost:x', '127.0.0.2', '[::1', 'a[::1]', 'localhost@evil.com']) {
      expectError(await list({ Host: host }), 403, -32600, /Host/);
    }
    assert.match(await raw('POST /mcp HTTP/1.1\r\nHost:\r\nContent-Length: 0\r\n\r\n'), /^HTTP\/1\.1 403 /);
    assert.match(await raw('POST /mcp HTTP/1.0\r\nContent-Length: 0\r\n\r\n'), /^HTTP\/1\.[01] 403 /);
  });

  test('Origin: pages of this machine only', async () => {
    for (const origin of ['http://localhost:3000', 'https://127.0.0.1', 'http://[::1]:9', undefined]) {
      const answer = await list({ Origin: origin });
      assert.equal(answer.status, 200, origin);
      assert.equal(answer.headers['access-control-allow-origin'], origin);
    }
    for (const origin of ['http://evil.example.com', 'null', 'http://localhost.evil.com', 'file://localhost',
      'http://localhost@evil.com', 'localhost']) {
      const answer = await list({ Origin: origin });
      expectError(answer, 403, -32600, /Origin/);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  });

  test('a browser may ask first', async () => {
    const headers = { Origin: 'http://localhost:3000', 'Access-Control-Request-Headers': 'mcp-method' };
    const answer = await send(url, { method: 'OPTIONS', headers });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['access-control-allow-headers'], 'mcp-method');
    assert.equal((await send(url, { method: 'OPTIONS', headers: { Origin: 'https://evil.com' } })).status, 403);
  });

  test('methods and paths', async () => {
    for (const method of ['PUT', 'PATCH', 'HEAD']) {
      const answer = await send(url, { method, headers: common, body: method === 'HEAD' ? undefined : '{}' });
      assert.equal(answer.status, 405, method);
      assert.match(answer.headers.allow, /POST/);
    }
    for (const path of ['/', '/mcp/', '/mcpx', '/mcp/../mcp2', '/%6dcp2']) {
      assert.equal((await send(new URL(path, url), { headers: common, body: '{}' })).status, 404, path);
    }
    for (const method of ['GET', 'DELETE']) {
      const answer = await send(url, { method, headers: { Accept: 'text/event-stream' } });
      assert.equal(answer.status, 405, `${method} without a session`);
      assert.equal(answer.headers.allow, 'POST');
    }
    const document = await send(new URL('/.well-known/fixture', url), { method: 'GET' });
    assert.deepEqual([document.status, document.text], [200, '{"a":1}']);
    assert.equal((await send(new URL('/.well-known/fixture', url), { body: '{}' })).status, 405);
  });

  test('types', async () => {
    for (const type of ['text/plain', '', 'application/jsonx', 'application/json-seq', undefined]) {
      assert.equal((await list({ 'Content-Type': type })).status, 415, type);
    }
    for (const type of ['application/json; charset=utf-8', 'Application/JSON', ' application/json ']) {
      assert.equal((await list({ 'Content-Type': type })).status, 200, type);
    }
    for (const accept of ['application/json', '*/*', 'application/*;q=0.5', undefined, 'text/html, application/json']) {
      const answer = await list({ Accept: accept });
      assert.equal(answer.status, 200, accept);
      assert.match(answer.headers['content-type'], /^application\/json/);
    }
    for (const accept of ['text/html', 'application/xml', 'application/json;q=0', 'text/event-streams']) {
      assert.equal((await list({ Accept: accept })).status, 406, accept);
    }
    const streamed = await list({ Accept: 'text/event-stream' });
    assert.match(streamed.headers['content-type'], /^text\/event-stream/);
    assert.equal(streamed.headers['x-accel-buffering'], 'no');
    assert.equal(streamed.messages[0].result.tools.length > 3, true);
  });

  test('sizes', async () => {
    const large = 'x'.repeat(4 * 1024 * 1024);
    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: meta(), large } });
    const declared = await raw(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
      `Accept: */*\r\nContent-Length: ${message.length}\r\n\r\n`);
    assert.match(declared, /^HTTP\/1\.1 413 /);
    assert.match(declared, /Connection: close/i);
    const chunked = await send(url, { headers: { ...common, 'Transfer-Encoding': 'chunked' }, body: message })
      .catch((error) => ({ status: error.code }));
    assert.ok([413, 'ECONNRESET', 'EPIPE'].includes(chunked.status), String(chunked.status));
    const fits = `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":${JSON.stringify({ _meta: meta() })}}`;
    assert.equal((await send(url, { headers: modernHeaders(JSON.parse(fits)), body: fits + ' '.repeat(3_000_000) })).status,
      200);
    assert.match(await raw(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    const many = Array.from({ length: 80 }, (_, i) => `X-${i}: 1\r\n`).join('');
    assert.match(await raw(`POST /mcp HTTP/1.1\r\nHost: localhost\r\n${many}Content-Length: 0\r\n\r\n`),
      /^HTTP\/1\.1 431 /);
  });

  test('what is no HTTP, or two requests to two readers', async () => {
    for (const bytes of ['\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03', 'GET\r\n\r\n', 'POST /mcp\r\n\r\n',
      'POST /mcp HTTP/1.1\r\n\r\n', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n']) {
      assert.doesNotMatch(await raw(bytes), /^HTTP\/1\.[01] 2/, JSON.stringify(bytes));
    }
    const twice = (line) => raw(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
      `${line}\r\nContent-Length: 2\r\n\r\n{}`);
    for (const line of ['Host: localhost', 'Mcp-Method: a\r\nmcp-method: a', 'Mcp-Session-Id: a\r\nMcp-Session-Id: b',
      'Authorization: Bearer a\r\nAuthorization: Bearer b', 'Content-Length: 3', 'Content-Type: text/plain']) {
      assert.match(await twice(line), /^HTTP\/1\.1 400 /, line);
    }
  });
});

describe('the body', () => {
  const post = (body, headers = {}) => send(url, { headers: { ...common, ...headers }, body });

  test('broken JSON and broken messages', async () => {
    for (const body of ['', '{', '{"a":1}}', '[', 'nul', '{"a":1,"a":2}', '\xff', `${'['.repeat(100)}${']'.repeat(100)}`]) {
      expectError(await post(body), 400, -32700);
    }
    for (const body of ['1', '"a"', 'null', '{}', '{"jsonrpc":"1.0","id":1,"method":"ping"}',
      '{"jsonrpc":"2.0","id":null,"method":"ping"}', '{"jsonrpc":"2.0","id":{},"method":"ping"}',
      '{"jsonrpc":"2.0","id":1,"method":5}', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', '[]', '[1]']) {
      expectError(await post(body), 400, -32600);
    }
    assert.equal(errorOf(await post('{"jsonrpc":"2.0","id":null,"method":"ping"}')).id, undefined);
  });

  test('an error keeps the id with its type', async () => {
    for (const id of [0, 1, -5, '1', 'a b', 'ü', '']) {
      const answer = await ask(url, 'no/such', {}, { id });
      expectError(answer, 404, -32601);
      assert.strictEqual(answer.messages[0].id, id);
    }
  });

  test('_meta fields that are missing: 400; bad parameters: 200', async () => {
    const headers = modernHeaders({ method: 'tools/list' });
    for (const params of [undefined, {}, { _meta: {} }, { _meta: { [revision]: modernRevision } }]) {
      expectError(await post(JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/list', params }), headers), 400, -32602);
    }
    for (const method of ['server/discover', 'ping', 'initialize']) {
      const message = { jsonrpc: '2.0', id: 7, method };
      expectError(await post(JSON.stringify(message), modernHeaders(message)), 400, -32602);
    }
    expectError(await call(url, 'nobody'), 200, -32602, /unknown tool/);
    expectError(await ask(url, 'tools/list', { cursor: 'x' }), 200, -32602);
    for (const method of ['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'no/such']) {
      expectError(await ask(url, method), 404, -32601);
    }
  });

  test('a version that nobody knows', async () => {
    const params = { _meta: { [revision]: '2099-01-01' } };
    const answer = await ask(url, 'tools/list', params, { headers: { 'MCP-Protocol-Version': '2099-01-01' } });
    expectError(answer, 400, -32022);
    assert.deepEqual(errorOf(answer).data, { supported: [modernRevision], requested: '2099-01-01' });
    expectError(await post('{"jsonrpc":"2.0","id":1,"method":"ping"}', { 'MCP-Protocol-Version': '1999-01-01' }), 400, -32600);
  });

  test('notifications get 202 and nothing, responses no place', async () => {
    const message = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, _meta: meta() } };
    const answer = await post(JSON.stringify(message), modernHeaders(message));
    assert.deepEqual([answer.status, answer.text], [202, '']);
    const response = { jsonrpc: '2.0', id: 1, result: {} };
    expectError(await post(JSON.stringify(response), modernHeaders(response)), 400, -32600);
    expectError(await post(JSON.stringify(response)), 400, -32600, /Mcp-Session-Id/);
    expectError(await post('{"jsonrpc":"2.0","method":"notifications/initialized"}'), 400, -32600, /Mcp-Session-Id/);
  });

  test('a session id is ignored by the stateless era, and none is given', async () => {
    const answer = await ask(url, 'tools/list', {}, { headers: { 'Mcp-Session-Id': 'nonsense', 'Last-Event-ID': '1-1' } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['mcp-session-id'], undefined);
  });
});

describe('headers that repeat the body', () => {
  const mismatch = async (answer, words) => expectError(await answer, 400, -32020, words);
  const base64 = (text) => `=?base64?${Buffer.from(text).toString('base64')}?=`;

  test('MCP-Protocol-Version and Mcp-Method', async () => {
    await mismatch(ask(url, 'tools/list', {}, { headers: { 'MCP-Protocol-Version': undefined } }), /Version is missing/);
    await mismatch(ask(url, 'tools/list', {}, { headers: { 'MCP-Protocol-Version': '2025-11-25' } }), /Version does not/);
    await mismatch(ask(url, 'tools/list', {}, { headers: { 'Mcp-Method': undefined } }), /Mcp-Method is missing/);
    for (const method of ['TOOLS/LIST', 'tools/call', '', 'tools/list, tools/list', '=?base64?dG9vbHMvY2FsbA==?=']) {
      await mismatch(ask(url, 'tools/list', {}, { headers: { 'Mcp-Method': method } }), /Mcp-Method/);
    }
    for (const headers of [{ 'MCP-METHOD': 'tools/list', 'Mcp-Method': undefined }, { 'Mcp-Method': '  tools/list\t ' },
      { 'Mcp-Method': base64('tools/list') }]) {
      assert.equal((await ask(url, 'tools/list', {}, { headers })).status, 200, JSON.stringify(headers));
    }
  });

  test('Mcp-Name of calls, prompts and resources', async () => {
    await mismatch(call(url, 'whoami', {}, { headers: { 'Mcp-Name': undefined } }), /Mcp-Name is missing/);
    await mismatch(call(url, 'whoami', {}, { headers: { 'Mcp-Name': 'Whoami' } }), /Mcp-Name/);
    assert.equal((await call(url, 'whoami', {}, { headers: { 'Mcp-Name': base64('whoami') } })).status, 200);
    assert.equal((await ask(url, 'tools/list', {}, { headers: { 'Mcp-Name': 'whatever' } })).status, 200);
    await mismatch(ask(url, 'resources/read', { uri: 'a://b' }, { headers: { 'Mcp-Name': 'a://c' } }), /params\.uri/);
    await mismatch(ask(url, 'prompts/get', { name: 'p' }, { headers: { 'Mcp-Name': undefined } }), /Mcp-Name/);
    assert.equal((await call(url, 'nö', {}, { headers: { 'Mcp-Name': base64('nö') } })).status, 200);
  });

  test('arguments that are mirrored, in text and base64', async () => {
    const param = (args, headers) => call(url, 'param', args, { headers });
    const good = [[{}, {}], [{ region: null }, {}],
      [{ region: 'eu-1' }, { 'Mcp-Param-Region': 'eu-1' }],
      [{ region: 'Zürich' }, { 'mcp-param-region': base64('Zürich') }],
      [{ region: ' a ' }, { 'Mcp-Param-Region': base64(' a ') }],
      [{ region: '=?base64?SGVsbG8=' }, { 'Mcp-Param-Region': '=?base64?SGVsbG8=' }],
      [{ region: 'SGVsbG8=' }, { 'Mcp-Param-Region': 'SGVsbG8=' }],
      [{ region: '=?BASE64?SGVsbG8=?=' }, { 'Mcp-Param-Region': '=?BASE64?SGVsbG8=?=' }],
      [{ region: '' }, { 'Mcp-Param-Region': '=?base64??=' }],
      [{ level: 42 }, { 'Mcp-Param-Level': '42' }], [{ level: 42 }, { 'Mcp-Param-Level': '42.0' }],
      [{ level: -3 }, { 'Mcp-Param-Level': base64('-3') }],
      [{ deep: { on: true } }, { 'Mcp-Param-On': 'true' }]];
    for (const [args, headers] of good) {
      const answer = await param(args, headers);
      assert.notEqual(errorOf(answer)?.code, -32020, `${JSON.stringify([args, headers])} ${answer.text}`);
      assert.equal(answer.status, 200);
    }
    const bad = [[{ region: 'eu-1' }, {}], [{ region: 'eu-1' }, { 'Mcp-Param-Region': 'eu-2' }],
      [{ region: 'Hello' }, { 'Mcp-Param-Region': '=?base64?SGVsbG8?=' }],
      [{ region: 'Hello' }, { 'Mcp-Param-Region': '=?base64?SGVs!!!bG8=?=' }],
      [{ region: 'Hello' }, { 'Mcp-Param-Region': '=?base64?SGVsbG9=?=' }],
      [{ region: 'Hello' }, { 'Mcp-Param-Region': '=?base64?SGVs bG8=?=' }],
      [{ region: 'Hello' }, { 'Mcp-Param-Region': '=?base64?SGVsbG8==?=' }],
      [{}, { 'Mcp-Param-Region': 'eu-1' }], [{ region: null }, { 'Mcp-Param-Region': 'eu-1' }],
      [{ level: 42 }, { 'Mcp-Param-Level': '43' }], [{ level: 42 }, { 'Mcp-Param-Level': '42x' }],
      [{ level: 42 }, { 'Mcp-Param-Level': '' }], [{ level: 42 }, { 'Mcp-Param-Level': '0x2a' }],
      [{ deep: { on: true } }, { 'Mcp-Param-On': 'True' }], [{ deep: { on: false } }, {}]];
    for (const [args, headers] of bad) {
      await mismatch(param(args, headers), /Mcp-Param/);
    }
  });
});

describe('tokens', () => {
  let guarded;
  before(async () => {
    guarded = await startFixture({ tokens: 1 });
  });
  after(async () => assert.equal(await guarded.stop(), 0));
  const as = (token) => ({ headers: { Authorization: token } });

  test('who asks is known, or nothing is said', async () => {
    const who = async (token) => (await call(guarded.url, 'whoami', {}, as(token))).messages[0]?.result?.content[0].text;
    assert.deepEqual([await who('Bearer alpha'), await who('bearer  beta'), await who('Bearer late')], ['alpha', 'beta', 'alpha']);
    for (const token of [undefined, '', 'Bearer', 'Bearer ', 'Bearer alph', 'Bearer alphaa', 'Basic alpha', 'alpha']) {
      const answer = await call(guarded.url, 'whoami', {}, as(token));
      expectError(answer, 401, -32600);
      assert.equal(answer.headers['www-authenticate'], 'Bearer realm="fixture"');
      assert.doesNotMatch(answer.text, /alpha/);
    }
    const narrow = await call(guarded.url, 'whoami', {}, as('Bearer narrow'));
    expectError(narrow, 403, -32600);
    assert.match(narrow.headers['www-authenticate'], /insufficient_scope/);
    const down = await call(guarded.url, 'whoami', {}, as('Bearer down'));
    expectError(down, 503, -32603);
    assert.equal(down.headers['retry-after'], '5');
  });

  test("nobody uses another's session", async () => {
    const alpha = await openSession(guarded.url, as('Bearer alpha'));
    const theft = { headers: { Authorization: 'Bearer beta' } };
    const list = { id: 1, method: 'tools/list' };
    assert.equal((await alpha.send(list, theft)).status, 404);
    assert.equal((await alpha.send(list, { headers: { Authorization: '' } })).status, 401);
    assert.equal((await send(guarded.url, { method: 'DELETE', headers: { ...alpha.headers, ...theft.headers } })).status, 404);
    assert.equal((await alpha.send(list)).status, 200);
  });

  test('documents and preflights need no token', async () => {
    assert.equal((await send(new URL('/.well-known/fixture', guarded.url), { method: 'GET' })).status, 200);
    assert.equal((await send(guarded.url, { method: 'OPTIONS', headers: { Origin: 'http://localhost' } })).status, 204);
  });

  test('a refused body is read to its end, so the connection goes on', async () => {
    const agent = new (await import('node:http')).Agent({ keepAlive: true, maxSockets: 1 });
    const large = { large: 'x'.repeat(1_000_000) };
    assert.equal((await call(guarded.url, 'whoami', large, { agent, ...as('Bearer nobody') })).status, 401);
    assert.equal((await call(guarded.url, 'whoami', {}, { agent, ...as('Bearer alpha') })).status, 200);
    agent.destroy();
  });
});
