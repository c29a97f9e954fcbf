// Is a port free, and which one may we have? Loopback and all addresses are both tried: a program on either is in the way.

import net from 'node:net';

import { Stop } from './progress.mjs';

function canListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export async function portIsFree(port) {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1')) && (await canListen(port, undefined));
}

/** A port nobody listens on now, on loopback. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Stops with one sentence when a port that is needed is taken. */
export async function requireFreePort(variable, value, what) {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Stop(`${variable} must be a port number between 1 and 65535, not "${value}".`);
  }
  if (await portIsFree(port)) return;
  throw new Stop(
    `Port ${port}, wanted for ${what}, is already in use. Stop what uses it, or choose another: ${variable}=${port + 1} npm start`,
  );
}
