import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

// node dist/bench/rate-client.js <base> <cookie> <seconds> <path>=<requests a second> …: asks for each path so many times
// a second, whether or not the answers before have come, in a process of its own. Prints for each path how long the
// answers took in ms, sorted: to the last byte, of /data/ to the first. Each is timed from when it was due, so that a
// server which stands still is not excused by a client that waits for it.
const [base = '', cookie = '', seconds = '0', ...wanted] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 200 });

function ask(path: string, due: number): Promise<number> {
  return new Promise((resolve, reject) => {
    get(`${base}${path}`, { agent, headers: { cookie } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`));
      if (path.startsWith('/data/')) response.once('data', () => resolve(performance.now() - due));
      response.resume();
      response.on('end', () => resolve(performance.now() - due));
    }).on('error', reject);
  });
}

const begin = performance.now();
const end = begin + Number(seconds) * 1000;

async function asking(path: string, aSecond: number): Promise<[string, number[]]> {
  const answers: Promise<number>[] = [];
  for (let due = begin; due < end; due += 1000 / aSecond) {
    const wait = due - performance.now();
    if (wait > 0) await pause(wait);
    answers.push(ask(path, due));
  }
  return [path, (await Promise.all(answers)).sort((a, b) => a - b)];
}

const rates = wanted.map((text) => text.split(/=(?=[\d.]+$)/) as [string, string]);
const took = await Promise.all(rates.map(([path, aSecond]) => asking(path, Number(aSecond))));
agent.destroy();
process.stdout.write(JSON.stringify(Object.fromEntries(took)));
