// Every line that crosses the pipe while the official client works, in both eras: one JSON-RPC message a line, a
// reply to each request, each message as the official JSON schema of its revision wants it. Those schemas lie
// beside the repository in shared/; where they are not, this is skipped.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { assertValid, newValidator } from './lib/answer.mjs';
import { cases, label, writes } from './lib/cases.mjs';
import { modes, withClient } from './lib/client.mjs';
import { fakedServer, legacyRevision, modernRevision, sampleServer, scratch, startFake } from './lib/server.mjs';

const schemas = new URL('../../../shared/reference/mcp-schema/', import.meta.url);
const skip = existsSync(schemas) ? false : 'no shared/reference/mcp-schema beside the repository';
const tap = fileURLToPath(new URL('tap.mjs', import.meta.url));

/** Which definitions a method's request, result and notification must satisfy. */
const requests = {
  initialize: ['InitializeRequest', 'InitializeResult'],
  ping: ['PingRequest', 'EmptyResult'],
  'server/discover': ['DiscoverRequest', 'DiscoverResult'],
  'tools/list': ['ListToolsRequest', 'ListToolsResult'],
  'tools/call': ['CallToolRequest', 'CallToolResult'],
  'resources/list': ['ListResourcesRequest', 'ListResourcesResult'],
  'resources/templates/list': ['ListResourceTemplatesRequest', 'ListResourceTemplatesResult'],
  'resources/read': ['ReadResourceRequest', 'ReadResourceResult'],
  'resources/subscribe': ['SubscribeRequest', 'EmptyResult'],
  'resources/unsubscribe': ['UnsubscribeRequest', 'EmptyResult'],
  'prompts/list': ['ListPromptsRequest', 'ListPromptsResult'],
  'prompts/get': ['GetPromptRequest', 'GetPromptResult'],
  'completion/complete': ['CompleteRequest', 'CompleteResult'],
  'logging/setLevel': ['SetLevelRequest', 'EmptyResult'],
  'subscriptions/listen': ['SubscriptionsListenRequest', 'SubscriptionsListenResult'],
};
/** What the server asks: as requests in a session, inside an input_required result in the modern era. */
const questions = {
  'elicitation/create': ['ElicitRequest', 'ElicitResult'],
  'sampling/createMessage': ['CreateMessageRequest', 'CreateMessageResult'],
  'roots/list': ['ListRootsRequest', 'ListRootsResult'],
};
const notifications = {
  'notifications/initialized': 'InitializedNotification',
  'notifications/cancelled': 'CancelledNotification',
  'notifications/progress': 'ProgressNotification',
  'notifications/message': 'LoggingMessageNotification',
  'notifications/tools/list_changed': 'ToolListChangedNotification',
  'notifications/prompts/list_changed': 'PromptListChangedNotification',
  'notifications/resources/list_changed': 'ResourceListChangedNotification',
  'notifications/resources/updated': 'ResourceUpdatedNotification',
  'notifications/subscriptions/acknowledged': 'SubscriptionsAcknowledgedNotification',
};

function definitions(revision) {
  const schema = JSON.parse(readFileSync(new URL(`${revision}/schema.json`, schemas), 'utf8'));
  // The schemas use formats (byte, uri) and unions as they please.
  const ajv = newValidator({ strict: false });
  ajv.addSchema(schema, revision);
  return (name) => ajv.getSchema(`${revision}#/$defs/${name}`) ?? assert.fail(`${revision} has no ${name}`);
}

let nLogs = 0;

/** Runs use() with a tapped server and returns what crossed: [{from, line, message}]. */
async function tapped(server, mode, use, more) {
  nLogs += 1;
  const log = join(scratch, `tap-${nLogs}.jsonl`);
  await withClient({ ...server, command: process.execPath, args: [tap, log, server.command, ...server.args] },
    mode, use, more);
  const entries = readFileSync(log, 'utf8').trimEnd().split('\n').map((text) => JSON.parse(text));
  const ends = entries.filter(({ from }) => from === 'end').map(({ line }) => line);
  // The probe of auto and pinned mode is killed; a leak found by a sanitizer would be another code.
  assert.ok(ends.includes('0') && ends.every((end) => end === '0' || end === 'SIGTERM'), `it ended with ${ends}`);
  return entries.filter(({ from }) => from !== 'end')
    .map((entry) => ({ ...entry, message: JSON.parse(entry.line) }));
}

const idOf = (from, message) => `${from} ${typeof message.id} ${message.id}`;
const other = { client: 'server', server: 'client' };

/** Which definition a result must satisfy. */
const resultName = (method, result) =>
  result.resultType === 'input_required' ? 'InputRequiredResult' : ({ ...requests, ...questions })[method][1];

/** Asserts the order and the form of a conversation; returns how many messages there were, and of which methods. */
function checkConversation(lines, revision) {
  const definition = definitions(revision);
  const asked = new Map();
  const methods = new Set();
  let nMessages = 0;
  for (const { from, line, message } of lines) {
    const what = `${from}: ${line.slice(0, 200)}`;
    assert.equal(Array.isArray(message), false, what);
    assertValid(definition('JSONRPCMessage'), message, what);
    nMessages += 1;
    methods.add(message.method);
    if (message.method !== undefined && message.id !== undefined) {
      assert.ok(from === 'client' || revision === legacyRevision, `a modern server asks by results: ${what}`);
      const [name] = (from === 'client' ? requests : questions)[message.method] ?? assert.fail(what);
      // Modern discovery also happens before an older revision is agreed.
      if (name !== 'DiscoverRequest' || revision === modernRevision) {
        assertValid(definition(name), message, what);
      }
      asked.set(idOf(from, message), message.method);
    } else if (message.method !== undefined) {
      assertValid(definition(notifications[message.method] ?? assert.fail(what)), message, what);
    } else {
      const method = asked.get(idOf(other[from], message));
      assert.ok(method, `one reply to each request: ${what}`);
      asked.delete(idOf(other[from], message));
      assertValid(definition(message.error ? 'JSONRPCErrorResponse' : 'JSONRPCResultResponse'), message, what);
      if (message.result) {
        assertValid(definition(resultName(method, message.result)), message.result, `${method} ${what}`);
      }
      for (const request of Object.values(message.result?.inputRequests ?? {})) {
        methods.add(request.method);
        assertValid(definition('InputRequest'), request, what);
      }
    }
  }
  return { nMessages, methods, unanswered: [...asked.values()] };
}

for (const [name, mode] of Object.entries(modes)) {
  const revision = name === 'legacy' ? legacyRevision : modernRevision;
  test(`${name} mode: every message is valid in ${revision}`, { skip }, async (context) => {
    const lines = await tapped(sampleServer, mode, async (client) => {
      await client.listTools();
      for (const [tool, args] of [...cases, ...writes]) {
        await client.callTool({ name: tool, arguments: args }).catch((error) =>
          assert.fail(`${label([tool, args])}: ${error.message}`));
      }
      await client.callTool({ name: 'get_wellness', arguments: { dayz: 1 } });
      await assert.rejects(client.callTool({ name: 'no_such_tool', arguments: {} }));
      await client.listResourceTemplates();
      for (const { uri } of (await client.listResources()).resources) {
        await client.readResource({ uri });
      }
      await assert.rejects(client.readResource({ uri: 'soleus://nothing' }));
    });
    const { nMessages, unanswered } = checkConversation(lines, revision);
    context.diagnostic(`${nMessages} messages`);
    assert.deepEqual(unanswered, []);
  });
}

test('a cancelled call has no reply, progress ends before the answer', { skip }, async () => {
  const fake = await startFake();
  try {
    for (const [name, mode] of Object.entries(modes)) {
      const revision = name === 'legacy' ? legacyRevision : modernRevision;
      const cancelled = await tapped(fakedServer(fake), mode, async (client) => {
        await fake.control('POST', 'faults', { kind: 'slow', path_contains: '/activities', times: 1, delay_ms: 500 });
        const stop = new AbortController();
        const call = client.callTool({ name: 'get_recent_activities', arguments: {} }, { signal: stop.signal });
        setTimeout(() => stop.abort('enough'), 100);
        await assert.rejects(call);
        await client.callTool({ name: 'lower_limb_load_status', arguments: {} });
      });
      const { unanswered } = checkConversation(cancelled, revision);
      assert.deepEqual(unanswered, ['tools/call'], `${name}: only the cancelled call is left without reply`);
      assert.ok(cancelled.some(({ message }) => message.method === 'notifications/cancelled'), `${name}: it was told`);

      const watched = await tapped(fakedServer(fake), mode, (client) =>
        client.callTool({ name: 'lower_limb_load_status', arguments: {} }, { onprogress: () => {} }));
      checkConversation(watched, revision);
      const methods = watched.map(({ message }) => message.method);
      assert.ok(methods.includes('notifications/progress'), `${name}: there was progress`);
      assert.equal(methods.at(-1), undefined, `${name}: the last line is the answer`);
    }
  } finally {
    await fake.stop();
  }
});

/** Everything that the fixture server can say, in one conversation. */
async function everything(client, isModern) {
  const call = (name, args = {}, options = {}) => client.callTool({ name, arguments: args }, options);
  const { tools } = await client.listTools();
  const subscription = isModern
    ? await client.listen({ toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true,
      resourceSubscriptions: ['test://watched-resource'] })
    : await client.subscribeResource({ uri: 'test://watched-resource' });
  for (const { name } of tools.filter(({ name }) => !/capability|sampling$|elicitation$/.test(name))) {
    await call(name, {}, { onprogress: () => {} });
  }
  await call('test_elicitation', { message: 'Who?' });
  await call('test_sampling', { prompt: 'Hi' });
  for (const { name } of (await client.listPrompts()).prompts) {
    await client.getPrompt({ name, arguments: { arg1: '1', arg2: '2', resourceUri: 'x://y' } });
  }
  await client.listResources();
  await client.listResourceTemplates();
  for (const uri of ['test://static-text', 'test://static-binary', 'test://template/1/data']) {
    await client.readResource({ uri });
  }
  await client.complete({ ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' }, argument: { name: 'arg1', value: '' } });
  await (isModern ? subscription.close() : client.unsubscribeResource({ uri: 'test://watched-resource' }));
  if (!isModern) {
    await client.setLoggingLevel('debug');
    await call('test_logging_tool');
  }
}

for (const [name, mode] of Object.entries(modes)) {
  const revision = name === 'legacy' ? legacyRevision : modernRevision;
  test(`${name} mode: all that the fixture server can say is valid in ${revision}`, { skip }, async (context) => {
    const server = { command: resolve(process.env.CONFORMANCE_SERVER_BINARY), args: [] };
    const lines = await tapped(server, mode, (client) => everything(client, name !== 'legacy'), {
      capabilities: { elicitation: {}, sampling: {}, roots: {} },
      prepare(client) {
        client.setRequestHandler('elicitation/create', () => ({ action: 'accept',
          content: { name: 'a', color: 'b', ok: true, context: 'c', username: 'd', email: 'e@example.org' } }));
        client.setRequestHandler('sampling/createMessage', () =>
          ({ role: 'assistant', model: 'none', content: { type: 'text', text: 'f' } }));
        client.setRequestHandler('roots/list', () => ({ roots: [] }));
      },
    });
    const { nMessages, methods, unanswered } = checkConversation(lines, revision);
    context.diagnostic(`${nMessages} messages`);
    assert.deepEqual(unanswered.filter((method) => method !== 'subscriptions/listen'), []);
    const said = ['elicitation/create', 'sampling/createMessage', 'roots/list', 'notifications/progress',
      'notifications/tools/list_changed', 'notifications/prompts/list_changed', 'notifications/resources/updated',
      ...(name === 'legacy' ? ['notifications/message'] : ['notifications/subscriptions/acknowledged'])];
    assert.deepEqual(said.filter((method) => !methods.has(method)), [], 'all of it was said');
  });
}
