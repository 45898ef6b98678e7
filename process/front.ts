import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Front {
  listener: Server;
  port: number;
  /** From now on requests are answered 503 with the reason, those that wait first. */
  refuse(reason: string): void;
  /** From now on requests reach the app, those that wait first. */
  open(): void;
}

/**
 * Listens before the app is there: a process that lives says so at once (GET /health/live), and other requests wait
 * for the app instead of being refused. `base` is the path that the app runs under, if any. Rejects with the system's error where the port cannot be had.
 */
export function openFront(port: number, host: string, base = ''): Promise<Front> {
  // Node looks for requests that take too long only every half a minute unless it is told.
  const listener = createServer({ connectionsCheckingInterval: 5_000 });
  const emit = listener.emit.bind(listener);
  const early: [IncomingMessage, ServerResponse][] = [];
  let reason: string | null = null;
  // hapi listens to the listener's requests from its creation on, long before its plugins are there.
  listener.emit = (event: string, ...given: unknown[]) => {
    if (event !== 'request') return emit(event, ...given);
    const [request, response] = given as [IncomingMessage, ServerResponse];
    if (isProbe(request, base))
      response.setHeader('content-type', 'application/json').end('{"status":"alive"}');
    else if (reason) refused(request, response, reason);
    else early.push([request, response]);
    return true;
  };
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, () => {
      listener.off('error', reject);
      const address = listener.address();
      resolve({
        listener,
        port: typeof address === 'object' && address ? address.port : port,
        refuse(why) {
          reason = why;
          for (const pair of early.splice(0)) refused(...pair, why);
        },
        open() {
          listener.emit = emit;
          for (const pair of early) emit('request', ...pair);
        },
      });
    });
  });
}

// 503 is what Code Engine's events are sent again for.
function refused(request: IncomingMessage, response: ServerResponse, reason: string): void {
  request.resume();
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '5' });
  response.end(JSON.stringify({ status: 'not ready', reason }));
}

const isProbe = ({ method, url }: IncomingMessage, base: string): boolean =>
  method === 'GET' && ['/health/live', `${base}/health/live`].includes(url ?? '');
