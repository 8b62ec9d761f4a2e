// Two tokens over two athletes on one server, in random interleavings of both eras: no answer is the other's, whatever is
// called, given up, opened or ended in between. The seed is told when it fails; SOLEUS_SEED plays another.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { call, openSession, send, startHttp } from './lib/http.mjs';
import { binary, fakedServer, scratch, startFake } from './lib/server.mjs';

const seed = Number(process.env.SOLEUS_SEED ?? 20260108);

/** mulberry32: the same numbers in each run. */
function randomOf(start) {
  let state = start;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

const tools = ['athlete_profile', 'lower_limb_load_status', 'get_recent_activities', 'get_wellness', 'fitness_status',
  'get_calendar', 'training_summary', 'propose_week', 'check_week'];
const N_CALLS = 160;
const AT_ONCE = 12;

test('random interleavings of two tokens never mix their athletes', async () => {
  const fake = await startFake({ athletes: ['i7', 'i8'] });
  const server = fakedServer(fake);
  server.env = { ...server.env, SOLEUS_CONFIG_DIR: join(scratch, 'isolation'), SOLEUS_ATHLETES: 'i7,i8' };
  const tokenOf = (name, athlete) =>
    execFileSync(binary, ['token', name, athlete], { env: server.env, encoding: 'utf8' }).trim();
  const clients = ['i7', 'i8'].map((own) => ({
    own, foreign: own === 'i7' ? 'i8' : 'i7', headers: { Authorization: `Bearer ${tokenOf(`of-${own}`, own)}` },
  }));
  const soleus = await startHttp(server);
  const { url } = soleus;
  const random = randomOf(seed);
  const agents = Array.from({ length: AT_ONCE }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
  let nChecked = 0;

  for (const client of clients) {
    client.sessions = [await openSession(url, client)];
  }

  function check(client, answer, what) {
    const where = `${what} of ${client.own}, seed ${seed}`;
    assert.equal(answer.status, 200, `${where}: ${answer.text.slice(0, 200)}`);
    const { structuredContent, isError } = answer.messages.at(-1).result;
    assert.ok(!isError, `${where}: ${answer.text.slice(0, 300)}`);
    assert.equal(structuredContent.athlete.id ?? structuredContent.athlete, client.own, where);
    assert.doesNotMatch(answer.text, new RegExp(`"${client.foreign}"|\\b${client.foreign}[_a-z]`), where);
    nChecked += 1;
  }

  /** Asks for the other's athlete, or in the other's session: refused without a word about him. */
  async function trespass(client, agent) {
    const other = clients.find(({ own }) => own === client.foreign);
    const answer = await call(url, 'athlete_profile', { athlete: client.foreign }, { agent, headers: client.headers });
    assert.equal(answer.messages[0].result.isError, true, `seed ${seed}`);
    const stolen = await send(url, {
      agent,
      headers: { ...other.sessions[0].headers, ...client.headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    assert.equal(stolen.status, 404, `seed ${seed}`);
  }

  async function one(agent, id) {
    const client = clients[random(2)];
    const tool = tools[random(tools.length)];
    const way = random(10);
    if (way === 0) {
      await trespass(client, agent);
    } else if (way === 1) { /* given up in the middle */
      const stop = new AbortController();
      const lost = call(url, tool, {}, { agent, headers: client.headers, signal: stop.signal }).catch(() => {});
      await pause(random(20));
      stop.abort();
      await lost;
    } else if (way === 2) {
      const session = await openSession(url, client);
      check(client, await session.send({ id, method: 'tools/call', params: { name: tool, arguments: {} } }, { agent }), tool);
      await send(url, { agent, method: 'DELETE', headers: session.headers });
    } else if (way < 6) {
      check(client, await client.sessions[0].send({ id, method: 'tools/call', params: { name: tool, arguments: {} } }, { agent }), tool);
    } else {
      const args = random(3) === 0 ? { athlete: client.own } : {};
      check(client, await call(url, tool, args, { agent, headers: client.headers }), tool);
    }
  }

  let n = 0;
  await Promise.all(agents.map(async (agent) => {
    while (n < N_CALLS) {
      n += 1;
      await one(agent, n);
    }
  }));
  assert.ok(nChecked > N_CALLS / 2, `${nChecked} answers`);
  agents.forEach((agent) => agent.destroy());
  assert.equal(await soleus.stop(), 0);
  await fake.stop();
});
