// Every tool's answers: published and full schemas, both halves, sizes within the budgets, refusals.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bytesOf, checkResult, comparable, numbersTold } from './lib/answer.mjs';
import { cases, isDefault, label, readFirst, refusals, writes } from './lib/cases.mjs';
import { modes, withClient } from './lib/client.mjs';
import { environment, sampleServer } from './lib/server.mjs';

const kib = 1024;
const budgets = { list: 32 * kib, answer: 6 * kib, structured: 4 * kib, most: 64 * kib };

const tools = new Map();
const answers = new Map();
let list;

before(async () => {
  await withClient(sampleServer, modes.legacy, async (client) => {
    list = await client.listTools();
    for (const tool of list.tools) {
      tools.set(tool.name, tool);
    }
    await client.callTool(readFirst);
    for (const [name, args] of cases) {
      answers.set(label([name, args]), await client.callTool({ name, arguments: args }));
    }
  });
});

after(() => {
  console.log(`\n${'bytes of'.padEnd(86)} result structured  told`);
  console.log(`${'tools/list'.padEnd(84)} ${String(bytesOf(list)).padStart(8)}`);
  for (const [what, result] of answers) {
    console.log(`${what.padEnd(84)} ${String(bytesOf(result)).padStart(8)} `
      + `${String(bytesOf(result.structuredContent)).padStart(10)} ${(100 * numbersTold(result)).toFixed(0).padStart(4)} %`);
  }
  console.log('told: the share of the numbers of structuredContent that the text holds as well\n');
});

test('every tool has cases, every case a tool', () => {
  assert.deepEqual([...new Set([...cases, ...writes].map(([name]) => name))].sort(), [...tools.keys()].sort());
});

test('tools/list is within its budget and every tool is complete', () => {
  assert.ok(bytesOf(list) <= budgets.list, `${bytesOf(list)} bytes`);
  for (const tool of tools.values()) {
    assert.match(tool.name, /^[a-z_]{1,64}$/);
    assert.ok(tool.title && tool.description, `${tool.name} has title and description`);
    assert.equal(tool.inputSchema.additionalProperties, false, `${tool.name} refuses unknown arguments`);
    assert.deepEqual(Object.keys(tool.annotations).sort(),
      ['destructiveHint', 'idempotentHint', 'openWorldHint', 'readOnlyHint'], tool.name);
  }
});

for (const one of cases) {
  test(label(one), () => {
    const result = answers.get(label(one));
    checkResult(tools.get(one[0]), result, label(one));
    assert.ok(bytesOf(result) <= (isDefault(one) ? budgets.answer : budgets.most),
      `the result has ${bytesOf(result)} bytes`);
    if (isDefault(one)) {
      assert.ok(bytesOf(result.structuredContent) <= budgets.structured,
        `structuredContent has ${bytesOf(result.structuredContent)} bytes`);
    }
  });
}

for (const [name, args, pattern] of refusals) {
  test(`refused: ${label([name, args])}`, async () => {
    await withClient(sampleServer, modes.legacy, async (client) => {
      const result = await client.callTool({ name, arguments: args });
      assert.equal(result.isError, true);
      assert.match(result.content[0].text, pattern);
      assert.equal(result.structuredContent, undefined);
    });
  });
}

test('what is written is written once, seen in later answers, and taken back by undo', async () => {
  await withClient(sampleServer, modes.legacy, async (client) => {
    const verdict = async () => (await client.callTool({ name: 'lower_limb_load_status' })).structuredContent.verdict;
    const kept = async () => (await client.callTool({ name: 'athlete_profile' })).structuredContent.preferences;
    const [verdictBefore, keptBefore] = [await verdict(), await kept()];
    const ids = [];
    for (const [name, args, written] of writes) {
      const result = await client.callTool({ name, arguments: args });
      checkResult(tools.get(name), result, label([name, args]));
      assert.equal(result.structuredContent.written, written, label([name, args]));
      assert.ok(bytesOf(result) <= budgets.answer, label([name, args]));
      ids.push([name, result.structuredContent.checkin_id ?? result.structuredContent.change_id ?? null]);
    }
    assert.equal(await verdict(), 'stop', 'pain at a bone and limping stop');
    assert.equal((await kept()).usual_morning_pain, 1);
    for (const [name, id] of ids.filter(([, each]) => each !== null).toReversed()) {
      const result = await client.callTool({ name, arguments: { undo: id } });
      checkResult(tools.get(name), result, `${name} undo`);
      assert.equal(result.structuredContent.written, 'undone');
    }
    assert.deepEqual([await verdict(), await kept()], [verdictBefore, keptBefore]);
  });
});

test('sample data and the frozen clock say so in both halves', () => {
  for (const [what, result] of answers) {
    const { structured, text } = comparable(result);
    assert.equal(structured.source, 'sample', what);
    assert.equal(structured.clock, 'frozen', what);
    assert.equal(structured.as_of, '2026-01-08T12:00:00+01:00', what);
    assert.match(text, /\[sample data, not a real person \|.*frozen clock/, what);
  }
});

test('the same question has the same answer, whatever the process', async () => {
  await withClient(sampleServer, modes.legacy, async (client) => {
    await client.callTool(readFirst);
    for (const [name, args] of cases.toReversed()) {
      const result = await client.callTool({ name, arguments: args });
      assert.deepEqual(comparable(result), comparable(answers.get(label([name, args]))));
    }
  });
});

test('pages of a list join to the whole list', async () => {
  await withClient(sampleServer, modes.legacy, async (client) => {
    const name = 'get_recent_activities';
    const whole = await client.callTool({ name, arguments: { days: 60, limit: 200 } });
    const rows = [];
    let cursor;
    do {
      const page = await client.callTool({ name, arguments: { days: 60, limit: 7, ...(cursor && { cursor }) } });
      rows.push(...page.structuredContent.activities.rows);
      assert.deepEqual(page.structuredContent.totals, whole.structuredContent.totals);
      cursor = page.structuredContent.next_cursor;
    } while (cursor !== null && rows.length < 1000);
    assert.deepEqual(rows, whole.structuredContent.activities.rows);
  });
});

test('SOLEUS_OUTPUT=text sends one half and no outputSchema, =structured the other', async () => {
  const name = 'get_wellness';
  const of = (output) => ({ ...sampleServer, env: environment({ SOLEUS_OUTPUT: output }) });
  await withClient(of('text'), modes.legacy, async (client) => {
    const { tools: listed } = await client.listTools();
    const result = await client.callTool({ name });
    assert.ok(listed.every((tool) => tool.outputSchema === undefined));
    assert.equal(result.structuredContent, undefined);
    assert.match(result.content[0].text, /^Wellness/);
  });
  await withClient(of('structured'), modes.legacy, async (client) => {
    const result = await client.callTool({ name });
    assert.deepEqual(result.content, []);
    assert.match(result.structuredContent.summary, /^Wellness/);
  });
});
