import { get } from 'node:http';

// node dist/bench/exports-client.js <url> <cookie> <at a time>: downloads again and again until SIGTERM, in a process
// of its own; prints how many it has finished.
const [url = '', cookie = '', together = '1'] = process.argv.slice(2);
let done = 0;

async function again(): Promise<never> {
  for (;;) {
    await new Promise<void>((resolve, reject) => {
      get(url, { headers: { cookie } }, (response) => {
        response.resume();
        response.on('end', resolve);
      }).on('error', reject);
    });
    done += 1;
  }
}

process.once('SIGTERM', () => process.stdout.write(String(done), () => process.exit()));
await Promise.all(Array.from({ length: Number(together) }, again));
