import Hapi from '@hapi/hapi';

// What the app's start is measured against: a hapi server with one route, on the port given as argument.
const server = Hapi.server({ host: '127.0.0.1', port: Number(process.argv[2]) });
server.route({ method: 'GET', path: '/', handler: () => 'hello' });
await server.start();
