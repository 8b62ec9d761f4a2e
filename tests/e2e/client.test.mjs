// The official TypeScript client 2.4.0, unmodified, in legacy, auto and pinned mode. It checks every
// structuredContent against the tool's outputSchema itself.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { checkResult, comparable } from './lib/answer.mjs';
import { cases, label, readFirst, writes } from './lib/cases.mjs';
import { modes, withClient } from './lib/client.mjs';
import { fakedServer, legacyRevision, modernRevision, sampleServer, scratch, startFake } from './lib/server.mjs';

const revisionOf = { legacy: legacyRevision, auto: modernRevision, pinned: modernRevision };
const first = new Map(); // the first mode's answer to each case

for (const [name, mode] of Object.entries(modes)) {
  describe(`${name} mode`, () => {
    test('lists and calls every tool', async () => {
      await withClient(sampleServer, mode, async (client) => {
        assert.equal(client.getNegotiatedProtocolVersion(), revisionOf[name]);
        assert.equal(client.getServerVersion().name, 'soleus');
        assert.match(client.getInstructions(), /lower_limb_load_status/);
        assert.ok(client.getInstructions().length < 2000);
        const { tools } = await client.listTools();
        const results = new Map();
        await client.callTool(readFirst);
        for (const [tool, args] of cases) {
          const what = label([tool, args]);
          results.set(what, await client.callTool({ name: tool, arguments: args }));
          first.set(what, first.get(what) ?? comparable(results.get(what)));
        }
        for (const [tool, args] of cases) {
          const what = label([tool, args]);
          checkResult(tools.find((listed) => listed.name === tool), results.get(what), what);
          assert.deepEqual(comparable(results.get(what)), first.get(what), `${what}: as in the other modes`);
        }
        for (const [tool, args, written] of writes) {
          const result = await client.callTool({ name: tool, arguments: args });
          checkResult(tools.find((listed) => listed.name === tool), result, label([tool, args]));
          assert.equal(result.structuredContent.written, written, label([tool, args]));
        }
      });
    });

    test('answers many calls at once, each with its own', async () => {
      await withClient(sampleServer, mode, async (client) => {
        await client.callTool(readFirst);
        const many = Array.from({ length: 5 }, () => cases).flat();
        const results = await Promise.all(many.map(([tool, args]) =>
          client.callTool({ name: tool, arguments: args })));
        results.forEach((result, i) => {
          assert.deepEqual(comparable(result), first.get(label(many[i])));
        });
        const ids = results.map((result) => result.structuredContent.answer_id);
        assert.equal(new Set(ids).size, ids.length, 'no two answers share an id');
      });
    });

    test('lists and reads every resource, and says which are not there', async () => {
      await withClient(sampleServer, mode, async (client) => {
        const { resources } = await client.listResources();
        const { resourceTemplates } = await client.listResourceTemplates();
        assert.ok(resources.some(({ uri }) => uri === 'soleus://rules'));
        assert.ok(resourceTemplates.some(({ uriTemplate }) => uriTemplate === 'soleus://formulas/{id}'));
        for (const { uri, mimeType } of [...resources, { uri: 'soleus://formulas/llss', mimeType: 'text/markdown' }]) {
          const { contents } = await client.readResource({ uri });
          assert.deepEqual(contents.map((content) => [content.uri, content.mimeType]), [[uri, mimeType]]);
          assert.ok(contents[0].text.length > 100, uri);
        }
        const code = -32602; // the client makes this of a session's -32002, too
        for (const uri of ['soleus://nothing', 'soleus://formulas/nothing', 'file:///etc/passwd']) {
          await assert.rejects(client.readResource({ uri }), (error) => error.code === code && error.data.uri === uri);
        }
      });
    });

    test('a bad argument is an answer, an unknown tool an error', async () => {
      await withClient(sampleServer, mode, async (client) => {
        const refused = await client.callTool({ name: 'get_wellness', arguments: { dayz: 3 } });
        assert.equal(refused.isError, true);
        assert.match(refused.content[0].text, /dayz.*days/s);
        await assert.rejects(client.callTool({ name: 'get_welness', arguments: {} }),
          (error) => error.code === -32602 && /get_welness/.test(error.message));
        assert.equal((await client.callTool({ name: 'get_wellness' })).isError, undefined);
      });
    });
  });
}

describe('against the fake service', () => {
  let fake;
  before(async () => {
    fake = await startFake();
  });
  after(() => fake.stop());

  const heldBack = async (use) => {
    await fake.control('DELETE', 'requests');
    await fake.control('POST', 'faults', { kind: 'slow', path_contains: '/activities', times: -1, delay_ms: 1500 });
    try {
      await use();
    } finally {
      await fake.control('DELETE', 'faults');
    }
  };

  const requestSeen = async () => {
    for (let i = 0; i < 400; i += 1) {
      const seen = await fake.control('GET', 'requests');
      if (seen.some((request) => request.path.includes('/activities'))) {
        return;
      }
      await pause(25);
    }
    assert.fail('the server asked the service for nothing');
  };

  for (const [name, mode] of Object.entries(modes)) {
    test(`${name} mode: a cancelled call ends at once, the next one is answered`, async () => {
      await withClient(fakedServer(fake), mode, async (client) => {
        await heldBack(async () => {
          const stop = new AbortController();
          const call = client.callTool({ name: 'get_recent_activities', arguments: {} },
            { signal: stop.signal });
          const refused = assert.rejects(call);
          await requestSeen();
          stop.abort('enough');
          await refused;
          // Not held back by the cancelled one: it waits for nothing that is slow.
          const { tools } = await client.listTools();
          assert.ok(tools.length > 0);
        });
        const result = await client.callTool({ name: 'get_recent_activities', arguments: {} });
        assert.equal(result.isError, undefined, result.content[0].text);
        assert.equal(result.structuredContent.source, 'intervals.icu');
      });
    });

    test(`${name} mode: progress rises while the first data are fetched`, async () => {
      await withClient(fakedServer(fake), mode, async (client) => {
        const seen = [];
        const result = await client.callTool({ name: 'lower_limb_load_status', arguments: {} },
          { onprogress: (progress) => seen.push(progress) });
        assert.equal(result.isError, undefined, result.content[0].text);
        assert.ok(seen.length > 0, 'there was progress');
        for (let i = 1; i < seen.length; i += 1) {
          assert.ok(seen[i].progress > seen[i - 1].progress, JSON.stringify(seen));
        }
      });
    });
  }

  test('a wrong key is an answer that says what to do, without the key', async () => {
    const server = fakedServer(fake);
    server.env.INTERVALS_API_KEY = 'notthatkey';
    await withClient(server, modes.pinned, async (client) => {
      const result = await client.callTool({ name: 'athlete_profile', arguments: {} });
      assert.equal(result.isError, true);
      assert.match(result.content[0].text, /INTERVALS_API_KEY/);
      assert.doesNotMatch(JSON.stringify(result), /notthatkey/);
    });
  });

  test('the probe of auto mode leaves nothing behind', async () => {
    const server = fakedServer(fake);
    await withClient(server, modes.auto, async (client) => {
      await client.listTools();
      assert.equal(existsSync(server.env.SOLEUS_DATA_DIR), false, 'no store before the first tool call');
      await client.callTool({ name: 'athlete_profile', arguments: {} });
    });
    const files = readdirSync(server.env.SOLEUS_DATA_DIR, { recursive: true }).map(String);
    assert.ok(files.some((file) => file.endsWith('cache.sqlite')), files.join(' '));
    assert.ok(server.env.SOLEUS_DATA_DIR.startsWith(scratch));
  });
});
