// What must be true of every answer, whichever client asked for it (DESIGN.md, "The answer's contract").

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const schemaFolder = new URL('../../schemas/', import.meta.url);

export function newValidator(options = {}) {
  const ajv = new Ajv2020({
    allErrors: true, strict: true, strictRequired: false, strictTypes: false, strictTuples: false, ...options,
  });
  addFormats(ajv);
  return ajv;
}

const fullSchemas = newValidator();
for (const file of readdirSync(schemaFolder).filter((name) => name.endsWith('.json'))) {
  fullSchemas.addSchema(JSON.parse(readFileSync(new URL(file, schemaFolder), 'utf8')));
}

/** Asserts that value satisfies a compiled schema; the message says where it does not. */
export function assertValid(validate, value, what) {
  if (!validate(value)) {
    const errors = validate.errors.map((error) =>
      `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
    assert.fail(`${what}\n  ${errors.slice(0, 12).join('\n  ')}`);
  }
}

export const bytesOf = (value) => Buffer.byteLength(JSON.stringify(value));

/** Every {columns, rows} anywhere in value. */
function* tables(value, path = '') {
  if (value === null || typeof value !== 'object') {
    return;
  }
  if (Array.isArray(value.columns) && Array.isArray(value.rows)) {
    yield [path, value];
  }
  for (const [key, member] of Object.entries(value)) {
    yield* tables(member, `${path}/${key}`);
  }
}

function checkTables(structured) {
  for (const [path, table] of tables(structured)) {
    assert.equal(new Set(table.columns).size, table.columns.length, `${path}: a column stands twice`);
    table.rows.forEach((row, i) => {
      assert.equal(row.length, table.columns.length, `${path}/rows/${i}: as many cells as columns`);
    });
  }
}

const numbersIn = (text) => (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);

/** Every number of value that may be quoted: values, those in texts and keys, amounts of rows. */
function* numbersOf(value) {
  if (typeof value === 'number') {
    yield Math.abs(value);
  } else if (typeof value === 'string') {
    yield* numbersIn(value);
  } else if (Array.isArray(value)) {
    yield value.length;
    for (const member of value) {
      yield* numbersOf(member);
    }
  } else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      yield* numbersIn(key);
      yield* numbersOf(member);
    }
  }
}

/** The sums of the tables' columns, hours also as minutes. */
function* sumsOf(structured) {
  for (const [, table] of tables(structured)) {
    for (let i = 0; i < table.columns.length; i += 1) {
      const sum = table.rows.reduce((total, row) => total + (typeof row[i] === 'number' ? row[i] : 0), 0);
      yield sum;
      yield sum * 60;
    }
  }
}

/** "15:47 h" is one number, of minutes, "4:27/km" one of seconds; the digits of a handle are none. */
const summaryNumbers = (summary) => numbersIn(summary
  .replace(/\b[0-9a-z]*(?:\d[a-z]|[a-z]\d)[0-9a-z]*\b/g, '')
  .replace(/\b(\d+):(\d\d)(?: h\b|\/km\b)/g, (_, wholes, sixtieths) => String(Number(wholes) * 60 + Number(sixtieths))));

/** Numbers of the summary that neither stand in the rest of the structured half nor are a column's sum. */
function numbersLost({ summary, missing, answer_id: id, ...rest }) {
  const known = new Set(numbersOf(rest));
  const sums = [...sumsOf(rest)];
  return summaryNumbers(summary).filter((number) =>
    !known.has(number) && !sums.some((sum) => Math.abs(sum - number) <= Math.max(0.06, 0.005 * sum)));
}

/** The share of the structured half's numbers that the text tells as well. */
export function numbersTold(result) {
  const { missing, columns, ...rest } = result.structuredContent;
  const text = new Set(numbersIn(result.content[0].text));
  const values = [...numbersOf(rest)];
  return values.filter((value) => text.has(value)).length / values.length;
}

/** Either half is sufficient alone. */
function checkHalves(text, structured, what) {
  assert.equal(text.split('\n')[0], structured.summary, `${what}: the text begins with the summary`);
  assert.ok(text.includes(structured.answer_id), `${what}: the text names the answer`);
  for (const { what: path, reason, effect } of structured.missing) {
    assert.ok(text.includes(effect) && text.includes(reason), `${what}: the text says that ${path} is missing`);
  }
  for (const reason of structured.reasons ?? []) {
    assert.ok(text.includes(reason.text), `${what}: the text gives the reason ${reason.rule}`);
  }
  assert.deepEqual(numbersLost(structured), [],
    `${what}: numbers of the summary that the structured half does not hold: ${structured.summary}`);
}

/** Checks one result of tools/call: form, tables, both halves, published schema, full schema. */
export function checkResult(tool, result, what) {
  assert.notEqual(result.isError, true, `${what}: ${result.content?.[0]?.text}`);
  assert.deepEqual(result.content.map((block) => block.type), ['text'], `${what}: one block of text`);
  const structured = result.structuredContent;
  if (tool.name !== 'intervals_get') { // anything of the service: it publishes no output schema
    assertValid(newValidator().compile(tool.outputSchema), structured, `${what}: against its outputSchema`);
  }
  const full = fullSchemas.getSchema(`${tool.name}.json`);
  assert.ok(full, `tests/schemas/${tool.name}.json is there`);
  assertValid(full, structured, `${what}: against tests/schemas/${tool.name}.json`);
  checkTables(structured);
  checkHalves(result.content[0].text, structured, what);
}

/** The answer without what differs from call to call. */
export function comparable(result) {
  const { answer_id: id, ...structured } = result.structuredContent;
  let text = result.content[0].text.replace(id, 'ANSWER');
  if (structured.plan_token) { // a random handle as well
    text = text.replace(structured.plan_token, 'PLAN');
    structured.plan_token = 'PLAN';
  }
  return { structured, text };
}
