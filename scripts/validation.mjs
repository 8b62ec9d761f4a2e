#!/usr/bin/env node
// Rewrites what docs/validation.md shows of the program and of its measures.
//   node scripts/validation.mjs [--check] SOLEUS FAKE_INTERVALS      the answers of five situations
//   node scripts/validation.mjs --drift FILE                         tables of `drift_simulation --markdown`
//   node scripts/validation.mjs --published FILE                     table of `unit_load_reference`
// <!-- situation: ID --> ... <!-- end -->  an answer; <!-- drift: N --> and <!-- published -->: a table.
// Each situation gets a service and a data folder of its own, the clock stands still. With --check nothing is written;
// exit 1 when something would change.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { now, situations } from '../examples/athletes/situations.mjs';
import { fold, keep, steady } from './shown.mjs';

const words = process.argv.slice(2);
const option = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const isCheck = words.includes('--check');
const [soleus, fake] = words.filter((word) => !word.startsWith('--'));
const document = new URL('../docs/validation.md', import.meta.url);

const width = 116;

/** A fake service with one athlete; { port, stop }. */
function serve(path) {
  const child = spawn(fake, ['--port', '0', '--data', path, '--today', now.slice(0, 10), '--exit-on-stdin-eof'],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let output = '';
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${fake} ended with ${code}`)));
    child.stdout.on('data', (bytes) => {
      output += bytes;
      const port = /port=(\d+)\n/.exec(output);
      if (port) {
        child.removeAllListeners('exit');
        resolve({ port: port[1], stop: () => child.stdin.end() });
      }
    });
  });
}

async function answerOf(situation) {
  const folder = mkdtempSync(join(tmpdir(), 'soleus_validation_'));
  const path = join(folder, 'athlete.json');
  writeFileSync(path, JSON.stringify(situation.file));
  const service = await serve(path);
  const env = {
    HOME: folder, INTERVALS_API_KEY: 'testkey', INTERVALS_BASE_URL: `http://127.0.0.1:${service.port}`,
    SOLEUS_DATA_DIR: join(folder, 'data'), SOLEUS_CONFIG_DIR: join(folder, 'config'), SOLEUS_NOW: now,
  };
  const call = (tool, args) => execFileSync(soleus, ['call', tool, JSON.stringify(args)], { encoding: 'utf8', env });
  try {
    for (const [tool, args] of situation.tells) {
      call(tool, args);
    }
    return steady(call('lower_limb_load_status', {}));
  } finally {
    service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tables of a text: runs of lines that begin with "|". */
const tables = (text) => text.match(/(?:^\|.*\n?)+/gm) ?? [];

function replaced(text, marker, body) {
  const block = new RegExp(`(<!-- ${marker} -->\n)[^]*?(<!-- end -->)`);
  if (!block.test(text)) {
    throw new Error(`docs/validation.md has no <!-- ${marker} -->`);
  }
  return text.replace(block, (_, start, end) => `${start}${body.trimEnd()}\n${end}`);
}

const before = readFileSync(document, 'utf8');
let after = before;
if (option('--drift') !== undefined) {
  tables(readFileSync(option('--drift'), 'utf8')).forEach((table, i) => {
    after = replaced(after, `drift: ${i + 1}`, table);
  });
} else if (option('--published') !== undefined) {
  after = replaced(after, 'published', tables(readFileSync(option('--published'), 'utf8')).join(''));
} else {
  for (const situation of situations) {
    const body = `"${situation.asks}"\n\n\`\`\`\n${fold(await answerOf(situation), width)}\n\`\`\``;
    after = replaced(after, `situation: ${situation.id}`, body);
  }
}

keep({ isCheck, before, after, name: 'docs/validation.md', script: 'validation.mjs (see its head)',
  write: (text) => writeFileSync(document, text) });
