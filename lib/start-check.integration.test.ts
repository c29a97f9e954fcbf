import net from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { Secret } from '@/lib/kit/secret';
import { checkDatabase, StartRefused } from './start-check';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

const start = (mode: 'demo' | 'live', url = database.url) => checkDatabase({ mode, databaseUrl: new Secret(url) });

it('a supervised process waits for a database that is away for a moment', async () => {
  const server = new URL(database.url);
  const road = net.createServer((socket) => {
    const onward = net.connect(Number(server.port), server.hostname);
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
  });
  const port = await new Promise<number>((resolve) => {
    const taken = net.createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = taken.address() as net.AddressInfo;
      taken.close(() => resolve(free));
    });
  });
  const elsewhere = new URL(server);
  elsewhere.hostname = '127.0.0.1';
  elsewhere.port = String(port);
  const away = { mode: 'demo' as const, databaseUrl: new Secret(elsewhere.href) };
  await expect(checkDatabase(away)).rejects.toBeInstanceOf(StartRefused);

  const waiting = checkDatabase(away, 30_000);
  await new Promise<void>((resolve) => road.listen(port, '127.0.0.1', resolve));
  try {
    await expect(waiting).resolves.toBeUndefined();
  } finally {
    await new Promise((resolve) => road.close(resolve));
  }
});

describe('a process that starts', () => {
  it('goes on with a migrated database of its own mode', async () => {
    await expect(start('demo')).resolves.toBeUndefined();
  });

  it('says in a sentence that the database was born in another mode', async () => {
    await expect(start('live')).rejects.toThrow(/^This database was made in demo mode and stays so/);
  });

  it('says in a sentence that nothing answers, without the password', async () => {
    const message = await start('demo', 'postgres://me:hidden@127.0.0.1:9/x').catch((error: Error) => error.message);
    expect(message).toMatch(/^The database at 127\.0\.0\.1:9 cannot be used \(ECONNREFUSED\)/);
    expect(message).not.toContain('hidden');
  });

  it('says in a sentence that the database is not migrated', async () => {
    await database.db.execute(sql`delete from drizzle.__drizzle_migrations`);
    await expect(start('demo')).rejects.toThrow(/^The database is not migrated\. Run "npm run db:migrate" first/);
  });
});
