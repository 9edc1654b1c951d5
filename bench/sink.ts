/**
 * A merchant that acknowledges everything at once, or, as `bare`, a server that does nothing but
 * answer. In a process of its own; prints its port, then, for each line on standard input, how many
 * requests it has had.
 */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const [, , kind = 'merchant'] = process.argv;
const BARE_BODY = JSON.stringify({ status: 'OK', data: { sandbox: { name: 'x'.repeat(200) } } });
let requests = 0;

const server = createServer((request, response) => {
  if (kind === 'bare') {
    requests += 1;
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', BARE_BODY.length);
    response.end(BARE_BODY);
    return;
  }
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    requests += 1;
    const reply = `3,${/user_id=([^&]*)/.exec(body)?.[1] ?? ''}`;
    response.setHeader('content-length', reply.length);
    response.end(reply);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : '');
});
createInterface({ input: process.stdin }).on('line', () => console.log(requests));
process.stdin.on('end', () => process.exit(0));
