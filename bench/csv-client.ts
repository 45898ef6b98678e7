import { get } from 'node:http';

// node dist/bench/csv-client.js <url> <cookie>: downloads in a process of its own, so that the server's memory is
// measured without the reader's; prints { seconds, firstByte, lines }.
const [url = '', cookie = ''] = process.argv.slice(2);
const began = performance.now();
let [firstByte, lines] = [0, 0];
get(url, { headers: { cookie } }, (response) => {
  response.on('data', (chunk: Buffer) => {
    firstByte ||= performance.now() - began;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  });
  response.on('end', () => {
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(JSON.stringify({ seconds, firstByte, lines }));
  });
});
