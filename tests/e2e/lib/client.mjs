// The official TypeScript client, unmodified, in its three modes.

import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { modernRevision } from './server.mjs';

export const modes = { legacy: 'legacy', auto: 'auto', pinned: { pin: modernRevision } };

/** Connects, hands the client to use(), and closes it whatever happens. */
export async function withClient(server, mode, use) {
  const client = new Client({ name: 'soleus-e2e', version: '1.0.0' }, { versionNegotiation: { mode } });
  const transport = new StdioClientTransport({ ...server, stderr: 'inherit' });
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
