// Questions in the middle of a call: the official TypeScript client with a person, a model and folders behind it,
// against the conformance suite's fixture server, in both eras and on both transports.

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';

import { modes, withClient, withHttpClient } from './lib/client.mjs';
import { startConformanceServer } from './lib/http.mjs';

const capabilities = { elicitation: {}, sampling: {}, roots: {} };

/** A client that answers every question; asked gathers them. */
const answering = (asked, answer) => ({
  capabilities,
  prepare(client) {
    client.setRequestHandler('elicitation/create', (request) => {
      asked.push(request.params.message);
      return answer(request.params);
    });
    client.setRequestHandler('sampling/createMessage', (request) => {
      asked.push(request.params.messages[0].content.text);
      return { role: 'assistant', model: 'none', content: { type: 'text', text: 'Bonjour' } };
    });
    client.setRequestHandler('roots/list', () => {
      asked.push('roots');
      return { roots: [{ uri: 'file:///here', name: 'here' }] };
    });
  },
});

const fillIn = ({ requestedSchema }) => ({
  action: 'accept',
  content: Object.fromEntries(Object.keys(requestedSchema.properties).map((name) => [name, `my ${name}`])),
});

const transports = {
  stdio: (mode, use, more) => withClient({ command: resolve(process.env.CONFORMANCE_SERVER_BINARY), args: [] },
    mode, use, more),
  async http(mode, use, more) {
    const server = await startConformanceServer();
    try {
      await withHttpClient(server.url, mode, use, {}, more);
    } finally {
      assert.equal(await server.stop(), 0);
    }
  },
};

/** In a session over HTTP a call's result may overtake the 202 to the client's last answer: another round brings it. */
const settled = (client) => client.listPrompts();

const textOf = (result) => result.content[0].text;

for (const [transport, connect] of Object.entries(transports)) {
  for (const [name, mode] of Object.entries(modes)) {
    describe(`${transport}, ${name} mode`, () => {
      test('what the user fills in reaches the tool', async () => {
        const asked = [];
        await connect(mode, async (client) => {
          const call = (tool, args = {}) => client.callTool({ name: tool, arguments: args });
          assert.match(textOf(await call('test_elicitation', { message: 'Who are you?' })), /accept.*my username/);
          assert.equal(textOf(await call('test_input_required_result_multi_round')), 'my name likes my color.');
          assert.equal(textOf(await call('test_input_required_result_multiple_inputs')), 'my name: Bonjour');
          assert.match(textOf(await call('test_input_required_result_list_roots')), /file:\/\/\/here/);
          assert.match(textOf(await call('test_input_required_result_tampered_state')), /state-ok/);
          const prompt = await client.getPrompt({ name: 'test_input_required_result_prompt' });
          assert.equal(prompt.messages[0].content.text, 'my context');
          await settled(client);
        }, answering(asked, fillIn));
        assert.deepEqual(asked.slice(0, 3), ['Who are you?', 'Step 1: What is your name?',
          'Step 2: What is your favorite color?']);
        assert.deepEqual(asked.slice(3, 6).toSorted(), ['What is your name?', 'Write a short greeting.', 'roots']);
        assert.equal(asked.length, 9);
      });

      test('a no is a no', async () => {
        await connect(mode, async (client) => {
          const result = await client.callTool({ name: 'test_input_required_result_elicitation', arguments: {} });
          assert.equal(textOf(result), 'You would not tell your name.');
          await settled(client);
        }, answering([], () => ({ action: 'decline' })));
      });

      test('a client that cannot be asked is told so', async () => {
        await connect(mode, async (client) => {
          const call = client.callTool({ name: 'test_input_required_result_elicitation', arguments: {} });
          if (name === 'legacy') {
            const result = await call;
            assert.equal(result.isError, true);
            assert.match(textOf(result), /elicitation/);
          } else {
            await assert.rejects(call, (error) => error.code === -32021 &&
              'elicitation' in error.data.requiredCapabilities);
          }
        });
      });
    });
  }
}
