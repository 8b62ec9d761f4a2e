// The reverse proxies of examples/service, each for real when it is installed: the official client through TLS, streams
// as they come, and OAuth's addresses as clients outside see them.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Agent, fetch } from 'undici';

import { modes, withHttpClient } from './lib/client.mjs';
import { startHttp } from './lib/http.mjs';
import { binary, fakedServer, scratch, startFake } from './lib/server.mjs';

const host = 'coach.example.org';
const example = (name) => readFileSync(fileURLToPath(new URL(`../../examples/service/${name}`, import.meta.url)), 'utf8');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** How each is started with its example, of which only ports and certificate are other ones. */
const proxies = {
  nginx(folder, port, upstream) {
    const site = example('nginx.conf')
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
      .replace(/\/etc\/letsencrypt\/live\/coach.example.org\/fullchain.pem/, join(folder, 'cert.pem'))
      .replace(/\/etc\/letsencrypt\/live\/coach.example.org\/privkey.pem/, join(folder, 'key.pem'))
      .replaceAll('127.0.0.1:8765', upstream);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
    writeFileSync(join(folder, 'nginx.conf'), `daemon off; pid ${folder}/pid; error_log stderr; events {}
http { access_log off; ${paths.join(' ')}\n${site}\n}\n`);
    return ['nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')]];
  },
  caddy(folder, port, upstream) {
    const site = example('Caddyfile')
      .replace(`\n${host} {`, `\n{\n\tadmin off\n\tauto_https off\n}\nhttps://${host}:${port} {\n\tbind 127.0.0.1\n\ttls ${folder}/cert.pem ${folder}/key.pem`)
      .replaceAll('127.0.0.1:8765', upstream);
    writeFileSync(join(folder, 'Caddyfile'), site);
    return ['caddy', ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')]];
  },
};

const isThere = (program) => spawnSync('sh', ['-c', `command -v ${program}`], { env: { PATH: `${process.env.PATH}:/usr/sbin` } }).status === 0;

for (const [name, config] of Object.entries(proxies)) {
  describe(name, { skip: !isThere(name) && 'it is not installed' }, () => {
    const folder = join(scratch, name);
    let fake;
    let soleus;
    let proxy;
    let origin;
    let token;
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false, lookup: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) } });
    const through = (url, options) => fetch(url, { ...options, dispatcher });

    before(async () => {
      mkdirSync(folder, { recursive: true });
      execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
        '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
      { stdio: 'ignore' });
      fake = await startFake({ athletes: ['i7'] });
      const server = fakedServer(fake);
      server.env = {
        ...server.env,
        SOLEUS_CONFIG_DIR: join(folder, 'config'),
        SOLEUS_HTTP_URL: `https://${host}/mcp`,
        SOLEUS_OAUTH_ISSUER: 'https://login.example.org',
        SOLEUS_OAUTH_INTROSPECTION_URL: 'http://127.0.0.1:1/introspect',
        SOLEUS_OAUTH_CLIENT_ID: 'soleus',
        SOLEUS_OAUTH_CLIENT_SECRET: 'secret',
      };
      soleus = await startHttp(server);
      token = execFileSync(binary, ['token'], { env: server.env, encoding: 'utf8' }).trim();
      const port = await freePort();
      origin = `https://${host}:${port}`;
      const [program, words] = config(folder, port, new URL(soleus.url).host);
      proxy = spawn(program, words, { env: { PATH: `${process.env.PATH}:/usr/sbin`, HOME: folder }, stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      proxy.stderr.on('data', (part) => { said += part; });
      for (let i = 0; i < 100; i += 1) {
        const isUp = await through(`${origin}/nothing`).then(() => true, () => false);
        if (isUp) {
          return;
        }
        assert.equal(proxy.exitCode, null, said);
        await pause(50);
      }
      assert.fail(said);
    });
    after(async () => {
      await dispatcher.close();
      proxy.kill('SIGTERM');
      await once(proxy, 'exit');
      assert.equal(await soleus.stop(), 0);
      await fake.stop();
    });

    test('a client without a token is led to its authorization server, and to nothing else', async () => {
      const refused = await through(`${origin}/mcp`, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' }, body: '{}' });
      assert.equal(refused.status, 401);
      assert.match(refused.headers.get('www-authenticate'), new RegExp(`resource_metadata="https://${host}/.well-known/oauth-protected-resource/mcp"`));
      for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource']) {
        const metadata = await (await through(origin + path)).json();
        assert.equal(metadata.resource, `https://${host}/mcp`);
        assert.deepEqual(metadata.authorization_servers, ['https://login.example.org']);
      }
      assert.equal((await through(`${origin}/`)).status, 404);
    });

    for (const [era, mode] of Object.entries(modes)) {
      test(`${era} mode: calls, and progress as it comes`, async () => {
        const options = { fetch: through, requestInit: { headers: { Authorization: `Bearer ${token}` } } };
        await withHttpClient(`${origin}/mcp`, mode, async (client) => {
          assert.ok((await client.listTools()).tools.length > 0);
          await fake.control('POST', 'faults', { kind: 'slow', path_contains: '/activities', times: 1, delay_ms: 1200 });
          const at = [];
          const result = await client.callTool({ name: 'lower_limb_load_status', arguments: { refresh: true } },
            { onprogress: () => at.push(performance.now()) });
          const end = performance.now();
          assert.ok(!result.isError);
          assert.ok(at.length > 0 && end - at[0] > 300, `the first ${end - at[0]} ms before the end`);
        }, options);
      });
    }

    test("a session's stream begins at once", async () => {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
      const opened = await through(`${origin}/mcp`, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } } }) });
      await opened.text();
      const stop = new AbortController();
      const start = performance.now();
      const stream = await through(`${origin}/mcp`, { headers: { ...headers, 'Mcp-Session-Id': opened.headers.get('mcp-session-id') }, signal: stop.signal });
      assert.equal(stream.status, 200);
      const { value } = await stream.body.getReader().read();
      assert.ok(value.length > 0 && performance.now() - start < 3000);
      stop.abort();
    });
  });
}
