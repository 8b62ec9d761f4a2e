// Stands between a client and the server and writes every line of both into a file:
//   node tap.mjs LOG COMMAND [ARGUMENT...]
// LOG gets {"from": "client" or "server", "line": ".."} a line, at last {"from": "end", "line": exit code or
// signal}; the bytes go through unchanged.

import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const [log, command, ...words] = process.argv.slice(2);
const server = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });

const write = (from, line) => appendFileSync(log, `${JSON.stringify({ from, line: String(line) })}\n`);

/** Copies a stream and logs its whole lines; what is left at its end is logged as well. */
function copy(from, input, output) {
  let rest = Buffer.alloc(0);
  input.on('data', (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      write(from, rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    output.write(bytes);
  });
  input.on('end', () => {
    if (rest.length > 0) {
      write(from, rest);
    }
    output.end();
  });
}

copy('client', process.stdin, server.stdin);
copy('server', server.stdout, process.stdout);
server.stdin.on('error', () => {});
process.stdout.on('error', () => server.kill());
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => server.kill(signal));
}
server.on('close', (code, signal) => {
  write('end', code ?? signal);
  process.exitCode = code ?? 1;
  process.stdin.destroy();
});
