// The official TypeScript client 2.4.0 over Streamable HTTP in its three modes, against the shipped binary: the same
// answers as on stdio, several clients at once, tokens, and athletes that one client may see and another may not.

import assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { checkResult, comparable } from './lib/answer.mjs';
import { cases, label } from './lib/cases.mjs';
import { modes, withClient, withHttpClient } from './lib/client.mjs';
import { startHttp } from './lib/http.mjs';
import { binary, environment, fakedServer, legacyRevision, modernRevision, sampleServer, scratch, startFake } from './lib/server.mjs';

const onePerTool = cases.filter(([tool], i) => cases.findIndex(([other]) => other === tool) === i);
const revisionOf = { legacy: legacyRevision, auto: modernRevision, pinned: modernRevision };

describe('on this machine without a token', () => {
  const first = new Map(); // over stdio; a call may change what a later one knows, so each mode has a fresh server
  const open = () => startHttp(sampleServer, ['--http-auth', 'none']);
  before(async () => {
    await withClient(sampleServer, modes.pinned, async (client) => {
      for (const [tool, args] of cases) {
        first.set(label([tool, args]), comparable(await client.callTool({ name: tool, arguments: args })));
      }
    });
  });

  for (const [name, mode] of Object.entries(modes)) {
    test(`${name} mode: every tool answers as on stdio`, async () => {
      const server = await open();
      await withHttpClient(server.url, mode, async (client) => {
        assert.equal(client.getNegotiatedProtocolVersion(), revisionOf[name]);
        const { tools } = await client.listTools();
        for (const [tool, args] of cases) {
          const result = await client.callTool({ name: tool, arguments: args });
          checkResult(tools.find((listed) => listed.name === tool), result, label([tool, args]));
          assert.deepEqual(comparable(result), first.get(label([tool, args])), label([tool, args]));
        }
        const { resources } = await client.listResources();
        for (const { uri } of resources) {
          const { contents } = await client.readResource({ uri });
          assert.equal(contents[0].uri, uri);
        }
        await assert.rejects(client.readResource({ uri: 'soleus://nothing' }), (error) => error.code === -32602);
        await assert.rejects(client.callTool({ name: 'no_such_tool', arguments: {} }), (error) => error.code === -32602);
      });
      assert.equal(await server.stop(), 0);
    });
  }

  test('clients of both eras at once get each their own answers', async () => {
    const server = await open();
    const settled = new Map();
    await withHttpClient(server.url, modes.pinned, async (client) => {
      for (const [tool, args] of [...onePerTool, ...onePerTool]) {
        settled.set(label([tool, args]), comparable(await client.callTool({ name: tool, arguments: args })));
      }
    });
    await Promise.all(Object.values(modes).flatMap((mode) => [mode, mode]).map((mode) =>
      withHttpClient(server.url, mode, async (client) => {
        const results = await Promise.all(onePerTool.map(([tool, args]) => client.callTool({ name: tool, arguments: args })));
        results.forEach((result, i) => assert.deepEqual(comparable(result), settled.get(label(onePerTool[i]))));
      })));
    assert.equal(await server.stop(), 0);
  });
});

describe('against the fake service', () => {
  let fake;
  before(async () => {
    fake = await startFake();
  });
  after(() => fake.stop());

  for (const [name, mode] of Object.entries(modes)) {
    test(`${name} mode: progress rises, a cancelled call is given up`, async () => {
      const server = await startHttp(fakedServer(fake), ['--http-auth', 'none']);
      await withHttpClient(server.url, mode, async (client) => {
        const seen = [];
        await client.callTool({ name: 'lower_limb_load_status', arguments: {} },
          { onprogress: ({ progress }) => seen.push(progress) });
        assert.ok(seen.length > 0, 'there was progress');
        assert.deepEqual(seen, [...new Set(seen)].sort((a, b) => a - b));
        await fake.control('POST', 'faults', { kind: 'slow', path_contains: '/activities', times: -1, delay_ms: 1500 });
        const stop = new AbortController();
        const call = client.callTool({ name: 'get_recent_activities', arguments: { refresh: true } }, { signal: stop.signal });
        setTimeout(() => stop.abort('enough'), 200);
        await assert.rejects(call);
        await fake.control('DELETE', 'faults');
        assert.ok((await client.listTools()).tools.length > 0);
      });
      assert.equal(await server.stop(), 0);
    });
  }
});

describe('tokens and athletes', () => {
  let fake;
  before(async () => {
    fake = await startFake({ athletes: ['i7', 'i8'] });
  });
  after(() => fake.stop());
  let n = 0;
  function coach(more = {}) {
    n += 1;
    const config = join(scratch, `config-${n}`);
    const server = fakedServer(fake);
    server.env = { ...server.env, SOLEUS_CONFIG_DIR: config, SOLEUS_ATHLETES: 'i7,i8', ...more };
    const token = (...words) => execFileSync(binary, ['token', ...words], { env: server.env, encoding: 'utf8' }).trim();
    return { server, config, token };
  }
  const bearer = (token) => ({ requestInit: { headers: { Authorization: `Bearer ${token}` } } });

  test('the token is made once, kept 0600, and asked for', async () => {
    const { server, config, token } = coach();
    const http = await startHttp(server);
    assert.equal(statSync(join(config, 'http-token')).mode & 0o777, 0o600);
    const own = token();
    assert.equal(own, token());
    assert.match(own, /^soleus_[0-9a-z]{40}$/);
    await withHttpClient(http.url, modes.pinned, async (client) => {
      assert.ok((await client.listTools()).tools.length > 0);
    }, bearer(own));
    assert.equal(http.log.join().includes(own), false, 'the log does not tell it');
    for (const wrong of [undefined, 'x', own.slice(0, -1), `${own}a`]) {
      await assert.rejects(withHttpClient(http.url, modes.legacy, () => {}, wrong && bearer(wrong)), (error) => /401|nauthorized|bearer token/.test(String(error)), wrong);
    }
    assert.equal(await http.stop(), 0);
  });

  for (const [name, mode] of Object.entries(modes)) {
    test(`${name} mode: each token sees its athletes and nothing of others`, async () => {
      const { server, token } = coach();
      const [all, seven, eight] = [token(), token('anna', 'i7'), token('ben', 'i8')];
      const http = await startHttp(server);
      const as = (who, use) => withHttpClient(http.url, mode, use, bearer(who));
      await as(all, async (client) => {
        for (const athlete of ['i7', 'i8']) {
          const result = await client.callTool({ name: 'athlete_profile', arguments: { athlete } });
          assert.equal(result.structuredContent.athlete.id ?? result.structuredContent.athlete, athlete);
        }
      });
      for (const [who, own, foreign] of [[seven, 'i7', 'i8'], [eight, 'i8', 'i7']]) {
        await as(who, async (client) => {
          const { tools } = await client.listTools();
          assert.doesNotMatch(JSON.stringify(tools), new RegExp(`"${foreign}"`), 'the list names nobody else');
          const bare = await client.callTool({ name: 'athlete_profile', arguments: {} });
          assert.equal(bare.isError, undefined, bare.content[0].text);
          const refused = await client.callTool({ name: 'athlete_profile', arguments: { athlete: foreign } });
          assert.equal(refused.isError, true);
          for (const [tool, args] of onePerTool) {
            const results = await Promise.all([
              client.callTool({ name: tool, arguments: { ...args, athlete: own } }),
              client.callTool({ name: tool, arguments: { ...args, athlete: foreign } }),
            ]);
            assert.equal(results[1].isError, true, `${tool} of ${foreign}`);
            assert.equal(JSON.stringify(results[0]).includes(`"${foreign}"`), false, tool);
            assert.doesNotMatch(JSON.stringify(bare), new RegExp(`"${foreign}"`));
          }
        });
      }
      assert.equal(await http.stop(), 0);
    });
  }

  test('a removed line counts at once, a wide file lets nobody in', async () => {
    const { server, config, token } = coach();
    const anna = token('anna', 'i7');
    const http = await startHttp(server);
    const as = (who) => withHttpClient(http.url, modes.pinned, (client) => client.listTools(), bearer(who));
    await as(anna);
    writeFileSync(join(config, 'http-clients'), '# nobody\n');
    await assert.rejects(as(anna), (error) => /401|nauthorized|bearer token/.test(String(error)));
    const ben = token('ben', 'i7');
    await as(ben);
    execFileSync('chmod', ['644', join(config, 'http-clients')]);
    writeFileSync(join(config, 'http-clients'), `${'#'.repeat(10)}\n`, { flag: 'a' });
    await assert.rejects(as(ben), (error) => /401|nauthorized|bearer token/.test(String(error)));
    await as(token());
    assert.equal(await http.stop(), 0);
  });

  test('what must not be served is refused at the start, with a reason', () => {
    const { server, config } = coach();
    const run = (words, more = {}) => {
      try {
        execFileSync(binary, words, { env: { ...server.env, ...more }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 });
      } catch (error) {
        return String(error.stderr);
      }
      return 'it started';
    };
    assert.match(run(['serve', '--http', '0.0.0.0:0', '--http-auth', 'none']), /only this machine is served/);
    assert.match(run(['serve', '--http', '--http-auth', 'none'], { SOLEUS_HTTP_URL: 'https://a.example/mcp' }), /only this machine/);
    assert.match(run(['serve', '--http', '--http-auth', 'maybe']), /Allowed: token, none/);
    assert.match(run(['serve', '--http', 'coach.example.org:80']), /numeric address/);
    assert.match(run(['serve', '--http', '127.0.0.1:99999']), /ADDR:PORT/);
    assert.match(run(['serve', '--http'], { SOLEUS_OAUTH_ISSUER: 'https://id.example' }), /SOLEUS_HTTP_URL is missing/);
    assert.match(run(['token', 'anna', 'i9']), /no athlete that is served/);
    assert.match(run(['token', 'an na', 'i7']), /no name/);
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'http-clients'), 'anna token:abc i7\n', { mode: 0o600 });
    assert.match(run(['serve', '--http', '127.0.0.1:0']), /http-clients line 1: it is no client/);
    writeFileSync(join(config, 'http-token'), 'short\n', { mode: 0o600 });
    assert.match(run(['token']), /holds no token/);
  });

  test('the sample is served with a token of its own configuration', async () => {
    const env = environment({ SOLEUS_CONFIG_DIR: join(scratch, 'sample-config') });
    const http = await startHttp({ ...sampleServer, env });
    const own = execFileSync(binary, ['token'], { env, encoding: 'utf8' }).trim();
    await withHttpClient(http.url, modes.auto, async (client) => {
      const result = await client.callTool({ name: 'athlete_profile', arguments: {} });
      assert.equal(result.structuredContent.source, 'sample');
    }, bearer(own));
    assert.equal(await http.stop(), 0);
  });
});
