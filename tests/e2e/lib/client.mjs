// The official TypeScript client, unmodified, in its three modes.

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { modernRevision } from './server.mjs';

export const modes = { legacy: 'legacy', auto: 'auto', pinned: { pin: modernRevision } };

/** Connects, hands the client to use(), and closes it whatever happens. */
async function withTransport(transport, mode, use) {
  const client = new Client({ name: 'soleus-e2e', version: '1.0.0' }, { versionNegotiation: { mode } });
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

export const withClient = (server, mode, use) =>
  withTransport(new StdioClientTransport({ ...server, stderr: 'inherit' }), mode, use);

/** The same over Streamable HTTP. */
export const withHttpClient = (url, mode, use, options = {}) =>
  withTransport(new StreamableHTTPClientTransport(new URL(url), options), mode, use);
