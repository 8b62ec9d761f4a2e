// What README and examples/ tell people to type or to copy works: client configurations, and the commands of the
// README that need no account.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';

import { modes, withClient } from './lib/client.mjs';
import { binary, environment } from './lib/server.mjs';

const root = new URL('../../', import.meta.url);
const clients = new URL('examples/clients/', root);
const fileNames = existsSync(clients) ? readdirSync(clients).filter((name) => name.endsWith('.json')) : [];

/** What clients put in for a variable of theirs. */
const filledIn = (text) => text.replace(/\$\{(?:env:|input:)?[A-Za-z_-]+(?::-[^}]*)?\}/g, 'a-key-of-the-user');

describe('client configurations', { skip: fileNames.length === 0 && 'no examples/clients' }, () => {
  for (const fileName of fileNames) {
    const configuration = JSON.parse(readFileSync(new URL(fileName, clients), 'utf8'));
    for (const [name, server] of Object.entries(configuration.mcpServers ?? configuration.servers)) {
      test(`${fileName}: ${name} starts and lists its tools`, async () => {
        assert.match(server.command, /^\/.*\/soleus$/, 'an absolute path, as clients need');
        const env = Object.fromEntries(
          Object.entries(server.env ?? {}).map(([key, value]) => [key, filledIn(value)]));
        // A client starts it in any folder and with a short environment.
        await withClient({ command: binary, args: server.args ?? [], env: environment(env), cwd: '/' },
          modes.auto, async (client) => {
            const { tools } = await client.listTools();
            assert.ok(tools.some((tool) => tool.name === 'lower_limb_load_status'));
          });
      });
    }
  }
});

const soleus = (...words) => execFileSync(binary, words, { env: environment(), encoding: 'utf8' });

test('README.md shows what the program prints', () => {
  const script = new URL('scripts/readme.mjs', root).pathname;
  execFileSync(process.execPath, [script, '--check', binary], { cwd: root, stdio: 'pipe', env: environment() });
});

test('the commands of the README that need no account', () => {
  assert.match(soleus('--version'), /^soleus \d+\.\d+\.\d+$/m);
  assert.match(soleus('--help'), /^Usage: soleus/m);
  assert.match(soleus('--sample', 'tools'), /lower_limb_load_status/);
  assert.match(soleus('--sample', 'call', 'get_recent_activities', '{"days": 3}'), /sample data/);
  const result = JSON.parse(soleus('--sample', '--json', 'call', 'lower_limb_load_status'));
  assert.equal(result.structuredContent.source, 'sample');
});

test('every option and command of --help stands in the README, and no other', () => {
  const help = soleus('--help');
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  for (const [, command] of help.matchAll(/^ {2}([a-z]+) /gm)) {
    assert.match(readme, new RegExp(`\`[^\`]*soleus ${command}\\b`), `README tells of soleus ${command}`);
  }
  for (const [option] of readme.matchAll(/--[a-z]+(?:-[a-z]+)*/g)) {
    const isOurs = help.includes(option) || ['--workflow', '--preset', '--check', '--test', '--build', '--markdown'].includes(option);
    assert.ok(isOurs, `${option} of the README is an option`);
  }
});
