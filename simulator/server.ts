/**
 * The running simulator: opens the ports, replays the journal, routes requests, and takes up what an earlier process
 * left unfinished. It refuses to know the process it runs in: no signals, no exits.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { AppClock } from './app-clock';
import { CallJournal } from './call-journal';
import { type Call, Calls } from './calls';
import { Clock } from './clock';
import { serveControl } from './control';
import { type Environment, StartRefused } from './environment';
import { Forger } from './faults/forger';
import { HeldCalls } from './faults/held-calls';
import { serveGateway } from './gateway';
import { BodyTooLarge, sendText } from './http';
import { JournalDamaged } from './journal';
import { meetApp } from './move-clock';
import { type BornKeys } from './key-ring';
import { FIRST_KEY_VERSION, Keys } from './keys';
import { Ledger } from './ledger';
import { Notifier } from './notifier';
import { serveAsset } from './pages/assets';
import { serveControlPage } from './pages/control/page';
import { serveWallet } from './pages/wallet-pages';
import { PaymentAlarms } from './settle';
import { RefundAlarms } from './settle-refund';
import { exportPrivateKey, exportPublicKey, importPrivateKey, importPublicKey, publicHalfOf } from './signature';
import { type Config, type World } from './world';

/** Longer than any client keeps an idle connection, so that the client is the one to close it. */
const KEEP_ALIVE_MS = 75_000;
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

export interface Simulator {
  port: number;
  world: World;
  stop(): Promise<void>;
}

/** The control page, its forms, and a page for each message. */
const CONTROL_PAGES = /^\/(?:$|page\/|calls\/|notifications\/)/;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function listen(host: string, port: number, handler: Handler): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Opens every host on one port; a machine without IPv6 is content with IPv4. */
async function listenAll({ hosts, port }: Environment, handler: Handler): Promise<{ servers: Server[]; port: number }> {
  const servers: Server[] = [];
  let opened = port;
  for (const host of hosts) {
    try {
      const server = await listen(host, opened, handler);
      servers.push(server);
      opened = (server.address() as AddressInfo).port;
    } catch (error) {
      if (servers.length > 0 && NO_SUCH_ADDRESS.includes(codeOf(error))) continue;
      for (const server of servers) server.close();
      if (codeOf(error) === 'EADDRINUSE') throw new StartRefused(`Port ${opened} on ${host} is already in use.`);
      throw new StartRefused(`Cannot listen on ${host}, port ${opened}: ${codeOf(error) || String(error)}.`);
    }
  }
  return { servers, port: opened };
}

async function bornKeysOf(environment: Environment): Promise<BornKeys> {
  const privateKey = await importPrivateKey(environment.privateKey).catch(() => {
    throw new StartRefused('SIMULATOR_PRIVATE_KEY is not an RSA private key in PKCS#8.');
  });
  const merchantKey = await importPublicKey(environment.merchantPublicKey).catch(() => {
    throw new StartRefused('SIMULATOR_MERCHANT_PUBLIC_KEY is not an RSA public key.');
  });
  const version = FIRST_KEY_VERSION;
  const publicKey = await exportPublicKey(await publicHalfOf(privateKey));
  return {
    merchant: { version, publicKey: await exportPublicKey(merchantKey) },
    gateway: { version, privateKey: await exportPrivateKey(privateKey), publicKey },
  };
}

/** Everything after the host; some clients send the absolute form (protocol 2.2). */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/^https?:\/\/[^/]*/i, '') || '/';
}

async function route(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  if (path.startsWith('/ams/')) return serveGateway(world, request, response, path);
  const url = new URL(path, 'http://simulator.invalid');
  if (url.pathname.startsWith('/wallet/')) return serveWallet(world, request, response, url);
  if (url.pathname.startsWith('/assets/')) return serveAsset(response, url.pathname);
  if (CONTROL_PAGES.test(url.pathname)) return serveControlPage(world, request, response, url);
  if (url.pathname.startsWith('/control/')) return serveControl(world, request, response, url);
  sendText(response, 404, 'text/plain', 'There is nothing at this address.');
}

function answerFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const [status, text] = error instanceof BodyTooLarge ? [413, 'Too long.'] : [500, 'The simulator failed.'];
  sendText(response, status, 'text/plain', text);
}

/**
 * Starts, or throws StartRefused. `onFailure` hears of what cannot be mended while running: a disk that refuses
 * the journal (the process must end), or a bug in a handler (it may go on).
 */
export async function startSimulator(
  environment: Environment,
  onFailure: (error: unknown, fatal: boolean) => void,
): Promise<Simulator> {
  const bornKeys = await bornKeysOf(environment);
  const running: { world?: World } = {};
  const handler: Handler = (request, response) => {
    const { world } = running;
    if (!world) return sendText(response, 503, 'text/plain', 'The simulator is starting.');
    route(world, request, response).catch((error: unknown) => {
      const hungUp = request.destroyed && !request.complete;
      if (!hungUp && !(error instanceof BodyTooLarge)) onFailure(error, false);
      answerFailure(response, error);
    });
  };
  // The port comes first: it is the lock that keeps a second simulator away from the journal.
  const { servers, port } = await listenAll(environment, handler);
  const config: Config = {
    clientId: environment.clientId,
    merchantName: environment.merchantName,
    url: environment.url ?? `http://localhost:${port}`,
  };
  const clock = new Clock();
  const { journalDirectory } = environment;
  const ledger = await Ledger.open(journalDirectory, bornKeys, (error) => onFailure(error, true)).catch((error) => {
    for (const server of servers) server.close();
    if (error instanceof JournalDamaged) throw new StartRefused(error.message);
    throw new StartRefused(`The journal in ${journalDirectory} cannot be opened: ${codeOf(error) || error}.`);
  });
  const { journal: callJournal, calls: earlier } = await CallJournal.open<Call>(journalDirectory);
  const calls = new Calls();
  calls.restore(earlier);
  calls.onEnded = (call) => callJournal.append(call);
  clock.restore(ledger.clock);
  const appClock = new AppClock(environment.app, clock);
  const keys = new Keys(ledger);
  const forger = new Forger((bytes) => keys.sign(bytes));
  const notifier = new Notifier(ledger, clock, config.clientId, forger);
  const alarms = new PaymentAlarms({ ledger, clock, notifier });
  const refundAlarms = new RefundAlarms({ ledger, clock, notifier });
  const world: World = {
    ...{ config, clock, appClock, keys, forger, ledger, notifier, alarms, refundAlarms },
    ...{ calls, callJournal },
    held: new HeldCalls(),
  };
  running.world = world;
  notifier.resume();
  alarms.resume();
  refundAlarms.resume();
  void meetApp(world);

  const stop = async () => {
    clock.stop();
    appClock.stop();
    notifier.stop();
    world.held.drop();
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const server of servers) server.closeAllConnections();
    await Promise.all(closed);
    await Promise.all([ledger.close(), callJournal.close()]);
  };
  return { port, world, stop };
}
