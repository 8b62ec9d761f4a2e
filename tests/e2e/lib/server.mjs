// How the server under test is started: the shipped binary, with the sample athlete and a frozen clock.

import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

function pathOf(variable) {
  const path = process.env[variable];
  if (!path) {
    throw new Error(`${variable} must name a binary; ctest sets it`);
  }
  return resolve(path);
}

export const binary = pathOf('SOLEUS_BINARY');
export const now = '2026-01-08T12:00:00+01:00';
export const today = '2026-01-08';
export const modernRevision = '2026-07-28';
export const legacyRevision = '2025-11-25';

/** A folder of this test run alone, for everything that is written. */
export const scratch = mkdtempSync(join(tmpdir(), 'soleus-e2e-'));

/** What a client gives the server; nothing of the caller's own configuration comes through. */
export function environment(more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => /^(PATH|LANG|[AU]?[BLS]*SAN_OPTIONS)$/.test(name));
  return { ...Object.fromEntries(kept), HOME: scratch, SOLEUS_NOW: now, ...more };
}

export const sampleServer = { command: binary, args: ['--sample'], env: environment() };

/** The fake service with invented athletes, and those of data files: {url, control, stop}. */
export async function startFake({ days = 200, per100Days = 80, athletes = ['i7'], files = [] } = {}) {
  const child = spawn(pathOf('FAKE_INTERVALS_BINARY'),
    ['--port', '0', '--exit-on-stdin-eof', '--today', today,
      ...files.flatMap((path) => ['--data', path]),
      ...athletes.flatMap((id) => ['--synthetic', `${id}:${days}:${per100Days}:${today}`])],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await new Promise((done, failed) => {
    lines.once('line', (text) => done([text]));
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`fake_intervals ended with ${code}`)));
  });
  const url = `http://127.0.0.1:${Number(line.slice('port='.length))}`;
  return {
    url,
    async control(method, path, body) {
      const reply = await fetch(`${url}/_fake/${path}`,
        { method, body: body === undefined ? undefined : JSON.stringify(body) });
      if (!reply.ok) {
        throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
      }
      const text = await reply.text();
      return text === '' ? null : JSON.parse(text);
    },
    stop: () => new Promise((done) => {
      child.once('exit', done);
      child.stdin.end();
    }),
  };
}

let nFolders = 0;

/** A server that reads the fake service into a data folder of its own. */
export function fakedServer(fake) {
  nFolders += 1;
  return {
    command: binary,
    args: [],
    env: environment({
      INTERVALS_API_KEY: 'testkey',
      INTERVALS_BASE_URL: fake.url,
      SOLEUS_DATA_DIR: join(scratch, `data-${nFolders}`),
    }),
  };
}
