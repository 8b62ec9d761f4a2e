// What must be true of every answer, whichever client asked for it (DESIGN.md, "The answer's contract").

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const schemaFolder = new URL('../../schemas/', import.meta.url);

export function newValidator() {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
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

const numbersIn = (text) => text.match(/\d+(?:\.\d+)?/g) ?? [];

/** Every number and every text of value, as it may be quoted: a number, its parts, an amount of rows. */
function* quotable(value) {
  if (typeof value === 'number') {
    yield Math.abs(value);
    yield Math.trunc(Math.abs(value) * 60); // hours told as h:mm
  } else if (typeof value === 'string') {
    yield* numbersIn(value).map(Number);
  } else if (Array.isArray(value)) {
    yield value.length;
    yield* value.flatMap((member) => [...quotable(member)]);
  } else if (value !== null && typeof value === 'object') {
    yield* quotable(Object.values(value));
  }
}

/** Durations such as 15:47 h become one number, of minutes. */
const summaryNumbers = (summary) => numbersIn(
  summary.replace(/\b(\d+):(\d\d) h\b/g, (_, hours, minutes) => String(Number(hours) * 60 + Number(minutes))));

/** Either half is sufficient alone: both hold the summary, and its numbers stand in the structured half. */
function checkHalves(text, structured) {
  const { summary, missing, answer_id: id, ...rest } = structured;
  assert.equal(text.split('\n')[0], summary, "the text's first line is the summary");
  assert.ok(text.includes(id), 'the text names the answer');
  for (const entry of missing) {
    assert.ok(text.includes(entry.effect), `the text says what is missing: ${entry.what}`);
    assert.ok(text.includes(entry.reason), `the text says why it is missing: ${entry.what}`);
  }
  for (const reason of structured.reasons ?? []) {
    assert.ok(text.includes(reason.text), `the text gives the reason ${reason.rule}`);
  }
  const known = new Set([...quotable(rest)].map((number) => String(number)));
  const lost = [...new Set(summaryNumbers(summary))].filter((number) => !known.has(String(Number(number))));
  return { lost, known };
}

/**
 * Checks one result of tools/call: common form, tables, both halves, published schema, full schema.
 * Sums that only the summary tells (totals over rows) are named in `sums`.
 */
export function checkResult(tool, result, what, { sums = [] } = {}) {
  assert.notEqual(result.isError, true, `${what}: ${result.content?.[0]?.text}`);
  assert.equal(result.content.length, 1, `${what}: one block of text`);
  assert.equal(result.content[0].type, 'text');
  const structured = result.structuredContent;
  assertValid(newValidator().compile(tool.outputSchema), structured, `${what}: against the published outputSchema`);
  const full = fullSchemas.getSchema(`${tool.name}.json`);
  assert.ok(full, `tests/schemas/${tool.name}.json is there`);
  assertValid(full, structured, `${what}: against tests/schemas/${tool.name}.json`);
  checkTables(structured);
  const { lost } = checkHalves(result.content[0].text, structured);
  assert.deepEqual(lost.filter((number) => !sums.includes(number)), [],
    `${what}: numbers of the summary that the structured half does not hold: ${structured.summary}`);
}

/** The answer without what differs from call to call. */
export function comparable(result) {
  const { answer_id: id, ...structured } = result.structuredContent;
  return { structured, text: result.content[0].text.replace(id, 'ANSWER') };
}
