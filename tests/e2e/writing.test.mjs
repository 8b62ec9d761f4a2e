// apply_week and edit_calendar with the official TypeScript client in both eras: the athlete is asked through the client, once, and only
// that yes lets a plan that breaks a rule into the calendar.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { checkResult } from './lib/answer.mjs';
import { modes, withClient } from './lib/client.mjs';
import { fakedServer, sampleServer, startFake } from './lib/server.mjs';

const weekStart = '2026-01-19';
const legsBeforeVo2 = [
  { day: 'tuesday', slot: 'am', sport: 'WeightTraining', minutes: 60, name: 'Heavy legs' },
  { day: 'tuesday', slot: 'pm', sport: 'Ride', minutes: 60, name: 'VO2 5 x 3 min' },
];

let fake;
before(async () => {
  fake = await startFake();
  const list = await fetch(`${fake.url}/api/v1/athlete/0/events?oldest=2026-01-09&newest=2026-03-01`,
    { headers: { Authorization: `Basic ${btoa('API_KEY:testkey')}` } });
  for (const { id } of await list.json()) {
    await fake.control('DELETE', `event/${id}`); // an empty calendar
  }
});
after(() => fake.stop());

/** A client whose person answers every question alike; asked gathers them. */
const person = (asked, answer) => ({
  capabilities: { elicitation: {} },
  prepare(client) {
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params.message);
      return answer;
    });
  },
});

const yes = { action: 'accept', content: { confirm: true, reason: 'a race on Saturday' } };

/** use() gets functions that call tools and check their answers. */
const converse = (mode, use, more) => withClient(fakedServer(fake), mode, async (client) => {
  const { tools } = await client.listTools();
  await use(async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    assert.ok(!result.isError, result.content[0].text);
    checkResult(tools.find((tool) => tool.name === name), result, `${name} ${JSON.stringify(args)}`);
    return result.structuredContent;
  });
}, more);

const checked = async (call) => {
  const { verdict, plan_token: token } = await call('check_week', { week_start: weekStart, sessions: legsBeforeVo2 });
  assert.equal(verdict, 'needs_override');
  return token;
};
const states = ({ events }) => events.rows.map((row) => row[events.columns.indexOf('state')]);
const written = async () => (await fake.control('GET', 'counts')).writes;

for (const [name, mode] of Object.entries(modes).filter(([era]) => era !== 'auto')) {
  describe(`${name} mode`, () => {
    test('the yes is asked for, kept, shown, and written once', async () => {
      const asked = [];
      const before_ = await written();
      await converse(mode, async (call) => {
        const token = await checked(call);
        const preview = await call('apply_week', { plan_token: token });
        assert.equal(preview.action, 'preview');
        assert.equal(asked.length, 0, 'a preview asks nobody');
        const first = await call('apply_week', { plan_token: token, confirm: true });
        assert.equal(first.action, 'written');
        assert.deepEqual(states(first), ['written', 'written']);
        const again = await call('apply_week', { plan_token: token, confirm: true });
        assert.equal(again.action, 'already_written');
        const { overrides } = await call('get_calendar', {});
        assert.deepEqual(overrides.map(({ rules, reason }) => [rules, reason]), [[['H8'], 'a race on Saturday']]);
        const undone = await call('apply_week', { plan_token: token, undo: true, confirm: true });
        assert.deepEqual(states(undone), ['removed', 'removed']);
        assert.equal((await call('get_calendar', {})).overrides, undefined);
      }, person(asked, yes));
      assert.equal(asked.length, 1);
      assert.match(asked[0], /^2 workouts for the week of Mon 2026-01-19\. Tue 2026-01-20 .*60 min beside .*60 min: .* 24 h needed \(H8 heavy_legs\)\. Write it anyway\?/);
      assert.equal(await written() - before_, 4);
    });

    test('a no writes nothing', async () => {
      const asked = [];
      const before_ = await written();
      await converse(mode, async (call) => {
        const token = await checked(call);
        assert.equal((await call('apply_week', { plan_token: token, confirm: true })).action, 'declined');
      }, person(asked, { action: 'decline' }));
      assert.equal(asked.length, 1);
      assert.equal(await written(), before_);
    });

    test('who cannot be asked is given a code for his own terminal', async () => {
      const before_ = await written();
      await converse(mode, async (call) => {
        const token = await checked(call);
        const answer = await call('apply_week', { plan_token: token, confirm: true });
        assert.equal(answer.action, 'needs_athlete');
        assert.match(answer.summary, new RegExp(`soleus confirm ${answer.confirm_code}`));
      });
      assert.equal(await written(), before_);
    });
  });
}

for (const [name, mode] of Object.entries(modes).filter(([era]) => era !== 'auto')) {
  test(`${name} mode: one entry is shown, judged, asked for, written once and taken back`, async () => {
    const asked = [];
    const before_ = await written();
    await converse(mode, async (call) => {
      const edit = (args) => call('edit_calendar', args);
      const day = '2026-01-20';
      const { edit_token: legs } = await edit({
        action: 'add', category: 'WORKOUT', day, start: '07:00', sport: 'WeightTraining', minutes: 60, name: 'Heavy legs',
      });
      assert.equal((await edit({ edit_token: legs, confirm: true })).state, 'written');
      assert.equal((await edit({ edit_token: legs, confirm: true })).state, 'already_written');
      const ride = await edit({
        action: 'add', category: 'WORKOUT', day, start: '18:00', sport: 'Ride', minutes: 60, name: 'VO2 5 x 3 min',
      });
      assert.equal(ride.verdict, 'needs_override');
      assert.equal(asked.length, 0, 'a preview asks nobody');
      const { state, event } = await edit({ edit_token: ride.edit_token, confirm: true });
      assert.equal(state, 'written');
      const { edit_token: gone } = await edit({ action: 'remove', event_id: event.event_id });
      assert.equal((await edit({ edit_token: gone, confirm: true })).state, 'written');
      const rules = async () => ((await call('get_calendar', {})).overrides ?? []).map((each) => each.rules);
      assert.deepEqual(await rules(), [], 'what was taken out is in force no more');
      assert.equal((await edit({ edit_token: gone, undo: true, confirm: true })).state, 'undone');
      assert.deepEqual(await rules(), [['H8'], ['H8']], 'the yes to bring it back is shown as well');
      assert.equal((await edit({ edit_token: gone, undo: true, confirm: true })).state, 'already_undone');
      for (const token of [ride.edit_token, legs]) {
        assert.equal((await edit({ edit_token: token, undo: true, confirm: true })).state, 'undone');
      }
    }, person(asked, yes));
    assert.equal(asked.length, 2, 'for adding it, and for bringing it back');
    assert.equal(await written() - before_, 6);
  });
}

for (const [name, mode] of Object.entries(modes).filter(([era]) => era !== 'auto')) {
  test(`${name} mode: a yes is to the week that was shown`, async () => {
    const asked = [];
    await converse(mode, async (call) => {
      const token = await checked(call);
      const confirm = () => call('apply_week', { plan_token: token, confirm: true });
      await fake.control('POST', 'faults', { kind: 'status', status: 400, method: 'POST', times: -1 });
      assert.equal((await confirm()).action, 'not_written');
      await fake.control('DELETE', 'faults');
      assert.equal((await confirm()).action, 'written', 'the same week needs no second yes');
      assert.equal(asked.length, 1);

      const { edit_token: longer } = await call('edit_calendar', {
        action: 'add', category: 'WORKOUT', day: '2026-01-22', start: '12:00', sport: 'Run', minutes: 200,
      });
      const edit = () => call('edit_calendar', { edit_token: longer, confirm: true });
      await fake.control('POST', 'faults', { kind: 'status', status: 400, method: 'POST', times: -1 });
      assert.equal((await edit()).state, 'not_written');
      await fake.control('DELETE', 'faults');
      assert.match(asked.at(-1), /^Add WORKOUT Run .*Thu 2026-01-22 12:00 run long 200 min: .* km, your limit [\d.]+ km \(H3 longest_run\)/);
      await fake.control('POST', 'edit', { changes: {
        category: 'WORKOUT', type: 'Run', name: 'Theirs', moving_time: 1800, start_date_local: '2026-01-23T06:00:00',
      } });
      const before_ = asked.length;
      assert.equal((await edit()).state, 'written');
      assert.equal(asked.length, before_ + 1, 'in another week the yes is asked for again');
      const { overrides } = await call('get_calendar', {});
      assert.ok(overrides.some(({ rules }) => rules.includes('H3')));
      for (const undo of [['edit_calendar', { edit_token: longer }], ['apply_week', { plan_token: token }]]) {
        await call(undo[0], { ...undo[1], undo: true, confirm: true });
      }
      const list = await fake.control('GET', 'events');
      for (const { id, name: of } of list) {
        if (of === 'Theirs') await fake.control('DELETE', `event/${id}`);
      }
      assert.equal((await call('get_calendar', { refresh: true })).overrides, undefined);
    }, person(asked, yes));
  });
}

test('read-only mode lists no tool that writes to the service', async () => {
  for (const [server, is] of [[fakedServer(fake), true], [sampleServer, false],
    [{ ...fakedServer(fake), args: ['--read-only'] }, false]]) {
    await withClient(server, modes.legacy, async (client) => {
      const { tools } = await client.listTools();
      for (const name of ['apply_week', 'edit_calendar']) {
        assert.equal(tools.some((tool) => tool.name === name), is);
      }
      assert.ok(tools.some((tool) => tool.name === 'log_checkin'), 'local check-ins stay');
    });
  }
});
