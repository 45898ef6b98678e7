import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

// node dist/bench/page-client.js <url> <cookie> <count>: asks for a page as a person does, one after another, in a
// process of its own, so that the server's work is not measured with the reader's; prints how long each took, in ms.
const [url = '', cookie = '', count = '0'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

function ask(): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { cookie } }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
        resolve(performance.now() - began);
      });
    }).on('error', reject);
  });
}

const took: number[] = [];
for (let at = 0; at < Number(count); at += 1) {
  took.push(await ask());
  await pause(15);
}
agent.destroy();
process.stdout.write(JSON.stringify(took));
