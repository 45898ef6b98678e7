import { request } from 'node:https';
import { outgoingProxies } from '../../config/outgoing-proxies.js';
import { createOutgoing } from '../../process/outgoing.js';

// Asks for the addresses given, by fetch and by node:https, as the variables say; prints what came or why nothing did.
const { fetch, agents, reason } = createOutgoing(outgoingProxies(process.env));
for (const address of process.argv.slice(2)) {
  const said = fetch(address).then(
    (answer) => answer.text(),
    (error) => error.reason,
  );
  const asked = new Promise<string>((resolve) => {
    const sent = request(address, { ...(agents && { agent: agents.https }) }, (answer) =>
      answer.setEncoding('utf8').once('data', resolve),
    );
    sent.once('error', (error) => resolve(reason(error) ?? error.message));
    sent.end();
  });
  process.stdout.write(`${JSON.stringify([await said, await asked])}\n`);
}
process.exit(0);
