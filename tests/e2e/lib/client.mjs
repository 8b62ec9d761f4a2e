// The official TypeScript client, unmodified, in its three modes.

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { modernRevision } from './server.mjs';

export const modes = { legacy: 'legacy', auto: 'auto', pinned: { pin: modernRevision } };

/** Connects, hands the client to use(), and closes it whatever happens. prepare() sees it before it connects. */
async function withTransport(transport, mode, use, { prepare = () => {}, ...more } = {}) {
  const client = new Client({ name: 'soleus-e2e', version: '1.0.0' }, { versionNegotiation: { mode }, ...more });
  prepare(client);
  const errors = [];
  client.onerror = (error) => errors.push(error);
  await client.connect(transport);
  try {
    await use(client, transport);
  } finally {
    await client.close();
  }
  if (errors.length > 0) {
    throw new AggregateError(errors, `the client met ${errors.length} errors: ${errors[0].message}`);
  }
}

export const withClient = (server, mode, use, more) =>
  withTransport(new StdioClientTransport({ ...server, stderr: 'inherit' }), mode, use, more);

/** The same over Streamable HTTP. */
export const withHttpClient = (url, mode, use, options = {}, more = {}) =>
  withTransport(new StreamableHTTPClientTransport(new URL(url), options), mode, use, more);
