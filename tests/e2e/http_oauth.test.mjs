// The whole OAuth flow on loopback: the official TypeScript client finds the authorization server (npm oidc-provider)
// through our 401 and our metadata, registers, gets a token for us with PKCE, and calls tools with it; then every token
// that must not be taken.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Provider } from 'oidc-provider';

import { modes, withHttpClient } from './lib/client.mjs';
import { call, startHttp } from './lib/http.mjs';
import { binary, fakedServer, scratch, startFake } from './lib/server.mjs';

const redirectUri = 'http://127.0.0.1:1/callback'; // nobody is there: the test reads the address itself

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** An authorization server that issues opaque tokens for any resource with any scope asked for. */
async function startProvider() {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const issuer = `http://127.0.0.1:${http.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'soleus-server', client_secret: 'se cret/+&%', grant_types: [], redirect_uris: [], response_types: [],
    }],
    features: {
      introspection: { enabled: true, allowedPolicy: () => true },
      registration: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({ scope: 'soleus other', audience: resource, accessTokenFormat: 'opaque' }),
        useGrantedResource: () => true,
      },
    },
    scopes: ['openid', 'offline_access', 'soleus', 'other'],
    cookies: { keys: ['a-key-of-the-test'] },
  });
  const asked = [];
  const answer = provider.callback();
  http.on('request', (request, response) => {
    asked.push(request.url);
    answer(request, response);
  });
  provider.on('server_error', (_, error) => console.error(error));
  return {
    issuer,
    provider,
    introspections: () => asked.filter((path) => path.startsWith('/token/introspection')).length,
    stop: () => { http.closeAllConnections(); return new Promise((done) => http.close(done)); },
  };
}

/** What a person does in the browser: log in as such a one, agree, and be sent back. Returns that address. */
async function browse(start, login) {
  const cookies = new Map();
  let at = new URL(start);
  let form;
  for (let step = 0; step < 12; step += 1) {
    const answer = await fetch(at, {
      method: form ? 'POST' : 'GET', body: form, redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    form = undefined;
    const location = answer.headers.get('location');
    if (location) {
      at = new URL(location, at);
      if (at.href.startsWith(redirectUri)) {
        return at;
      }
      continue;
    }
    const page = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page);
    assert.ok(prompt, page);
    at = new URL(/action="([^"]+)"/.exec(page)[1], at);
    form = new URLSearchParams({ prompt: prompt[1], ...(prompt[1] === 'login' && { login, password: 'any' }) });
  }
  return assert.fail('the browser went in circles');
}

/** The client's side of OAuth, as an application keeps it. */
class Keeper {
  redirectUrl = redirectUri;
  clientMetadata = { client_name: 'e2e', redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' };
  clientInformation() { return this.information; }
  saveClientInformation(information) { this.information = information; }
  tokens() { return this.kept; }
  saveTokens(tokens) { this.kept = tokens; }
  redirectToAuthorization(url) { this.asked = url; }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  codeVerifier() { return this.verifier; }
}

describe('an athlete whom an authorization server vouches for', () => {
  let provider;
  let fake;
  let server;
  let url;
  let config;
  before(async () => {
    provider = await startProvider();
    fake = await startFake({ athletes: ['i7', 'i8'] });
    config = join(scratch, 'oauth-config');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'http-clients'), 'anna subject:anna i7\nben subject:ben i8\n', { mode: 0o600 });
    const faked = fakedServer(fake);
    const port = await freePort();
    url = `http://127.0.0.1:${port}/mcp`;
    faked.env = {
      ...faked.env,
      SOLEUS_CONFIG_DIR: config,
      SOLEUS_ATHLETES: 'i7,i8',
      SOLEUS_HTTP_URL: url,
      SOLEUS_OAUTH_ISSUER: provider.issuer,
      SOLEUS_OAUTH_INTROSPECTION_URL: `${provider.issuer}/token/introspection`,
      SOLEUS_OAUTH_CLIENT_ID: 'soleus-server',
      SOLEUS_OAUTH_CLIENT_SECRET: 'se cret/+&%',
    };
    delete faked.env.SOLEUS_NOW; // tokens live in real time
    server = await startHttp(faked, [`--http=127.0.0.1:${port}`]);
    server.env = faked.env;
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    await fake.stop();
    await provider.stop();
  });

  async function loggedIn(login) {
    const keeper = new Keeper();
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: keeper });
    const client = new Client({ name: 'e2e', version: '1' });
    await assert.rejects(client.connect(transport), /nauthorized/i);
    assert.equal(keeper.asked.searchParams.get('resource'), url);
    assert.equal(keeper.asked.searchParams.get('scope'), 'soleus');
    const back = await browse(keeper.asked, login);
    await transport.finishAuth(back.searchParams);
    return keeper;
  }

  const profile = (token, athlete) => call(url, 'athlete_profile', athlete ? { athlete } : {},
    { headers: { Authorization: `Bearer ${token}` } });
  const errorOf = (answer) => /error="(\w+)"/.exec(answer.headers['www-authenticate'] ?? '')?.[1];

  test('the metadata stand where the specification looks for them', async () => {
    const { origin } = new URL(url);
    for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource']) {
      const answer = await fetch(origin + path);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'application/json');
      const metadata = await answer.json();
      assert.deepEqual([metadata.resource, metadata.authorization_servers, metadata.scopes_supported, metadata.bearer_methods_supported],
        [url, [provider.issuer], ['soleus'], ['header']]);
    }
    const refused = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get('www-authenticate'),
      new RegExp(`resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp", scope="soleus"`));
  });

  test('the official client does the whole flow and sees its athlete only', async () => {
    for (const [login, own, foreign] of [['anna', 'i7', 'i8'], ['ben', 'i8', 'i7']]) {
      const keeper = await loggedIn(login);
      for (const mode of Object.values(modes)) {
        await withHttpClient(url, mode, async (client) => {
          assert.doesNotMatch(JSON.stringify(await client.listTools()), new RegExp(`"${foreign}"`));
          const result = await client.callTool({ name: 'athlete_profile', arguments: {} });
          assert.equal(result.structuredContent.athlete.id ?? result.structuredContent.athlete, own);
          const refused = await client.callTool({ name: 'athlete_profile', arguments: { athlete: foreign } });
          assert.equal(refused.isError, true);
        }, { authProvider: keeper });
      }
    }
  });

  test('what the server said is remembered for a while', async () => {
    const { kept } = await loggedIn('anna');
    const before = provider.introspections();
    const answers = await Promise.all(Array.from({ length: 10 }, () => profile(kept.access_token)));
    assert.deepEqual(answers.map(({ status }) => status), Array(10).fill(200));
    await profile(kept.access_token);
    assert.equal(provider.introspections(), before + 1);
  });

  /** A token as the provider would issue it, with other claims. */
  async function issue(claims) {
    const token = new provider.provider.AccessToken({
      accountId: 'anna', client: await provider.provider.Client.find('soleus-server'), gty: 'test', ...claims, expiresIn: claims.lives ?? 60,
      resourceServer: undefined,
    });
    const { ResourceServer } = provider.provider;
    token.resourceServer = new ResourceServer(claims.aud ?? url, { scope: 'soleus other', audience: claims.aud ?? url, accessTokenFormat: 'opaque' });
    token.scope = claims.scope ?? 'soleus';
    return token.save(claims.lives ?? 60);
  }

  test('only tokens for us, with the scope, alive, of somebody known', async () => {
    assert.equal((await profile(await issue({}))).status, 200);
    const refused = async (claims, status, error) => {
      const answer = await profile(await issue(claims));
      assert.deepEqual([answer.status, errorOf(answer)], [status, error], JSON.stringify(claims));
      assert.doesNotMatch(answer.text, /i7|anna/);
    };
    await refused({ aud: 'https://elsewhere.example/mcp' }, 401, 'invalid_token');
    await refused({ aud: `${url}/` }, 401, 'invalid_token');
    await refused({ scope: 'other' }, 403, 'insufficient_scope');
    await refused({ scope: 'soleus2' }, 403, 'insufficient_scope');
    await refused({ accountId: 'carl' }, 403, 'insufficient_scope');
    const short = await issue({ lives: 2 }); // ends on a whole second: one to two from now
    assert.equal((await profile(short)).status, 200);
    await pause(2500);
    assert.equal((await profile(short)).status, 401, 'not remembered beyond its end');
    const revoked = await issue({});
    await (await provider.provider.AccessToken.find(revoked)).destroy();
    assert.equal((await profile(revoked)).status, 401);
    for (const token of ['nonsense', 'a'.repeat(9000), '%00', 'a b']) {
      assert.equal((await profile(token)).status, 401, token.slice(0, 20));
    }
  });

  test('the own tokens are good beside it', async () => {
    const own = execFileSync(binary, ['token'], { env: server.env, encoding: 'utf8' }).trim();
    assert.equal((await profile(own, 'i8')).status, 200);
  });

  test('an authorization server that does not answer: 503, and again when it does', async () => {
    const token = await issue({});
    const port = Number(new URL(provider.issuer).port);
    await provider.stop();
    const answer = await profile(token);
    assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '5']);
    assert.ok(port > 0);
    const own = execFileSync(binary, ['token'], { env: server.env, encoding: 'utf8' }).trim();
    assert.equal((await profile(own, 'i7')).status, 200);
  });
});
