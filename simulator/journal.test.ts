import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CallJournal } from './call-journal';
import { Journal, JournalDamaged } from './journal';
import { Ledger } from './ledger';
import { call, control, link, payMessage, start, testEnvironment } from './testing';

function directory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'journal-'));
}

async function opened(path: string) {
  const lines: unknown[] = [];
  const journal = await Journal.open(
    path,
    (line) => lines.push(line),
    (error) => {
      throw error;
    },
  );
  return { journal, lines };
}

async function textOf(path: string): Promise<string> {
  return readFile(join(path, 'journal.jsonl'), 'utf8');
}

describe('a journal', () => {
  it('gives back every line in order, however long they are and wherever they are cut', async () => {
    const path = await directory();
    const first = await opened(path);
    const long = 'ü'.repeat(700_000);
    const lines = [{ a: 1 }, { long }, { b: '\n' }, { long }, [1, 2]];
    for (const line of lines) first.journal.append(line);
    await first.journal.close();
    const second = await opened(path);
    expect(second.lines).toEqual(lines);
    await second.journal.close();
  });

  it('forgets a line that was torn, and goes on where it was whole', async () => {
    const path = await directory();
    await writeFile(join(path, 'journal.jsonl'), '{"a":1}\n{"b":');
    const first = await opened(path);
    expect(first.lines).toEqual([{ a: 1 }]);
    first.journal.append({ c: 3 });
    await first.journal.close();
    expect(await textOf(path)).toBe('{"a":1}\n{"c":3}\n');
  });

  it('that is damaged in its middle is not begun anew behind anybody’s back', async () => {
    const path = await directory();
    await writeFile(join(path, 'journal.jsonl'), '{"a":1}\nnonsense\n{"c":3}\n');
    await expect(opened(path)).rejects.toThrow(JournalDamaged);
    await expect(opened(path)).rejects.toThrow(/^Line 2 of /);
  });

  it('is replaced as a whole, with what is appended meanwhile behind it', async () => {
    const path = await directory();
    const { journal } = await opened(path);
    for (let count = 0; count < 1000; count += 1) journal.append({ count });
    await journal.durable();
    const replacement = Array.from({ length: 300 }, (_, index) => ({ index }));
    journal.replace(replacement);
    journal.append({ after: 1 });
    const waits = journal.durable();
    journal.append({ after: 2 });
    await waits;
    await journal.close();
    const again = await opened(path);
    expect(again.lines).toEqual([...replacement, { after: 1 }, { after: 2 }]);
    expect(again.journal.bytes).toBe((await textOf(path)).length);
    await again.journal.close();
  });

  it('is the old one as long as the new one is not whole', async () => {
    const path = await directory();
    await writeFile(join(path, 'journal.jsonl'), '{"a":1}\n');
    await writeFile(join(path, 'journal.jsonl.next'), '{"half":');
    const { journal, lines } = await opened(path);
    expect(lines).toEqual([{ a: 1 }]);
    expect(await readdir(path)).toEqual(['journal.jsonl']);
    await journal.close();
  });

  it('is its owner’s alone to read', async () => {
    const path = join(await directory(), 'deeper');
    const { journal } = await opened(path);
    journal.append({ secret: 1 });
    journal.replace([{ secret: 2 }]);
    await journal.close();
    expect((await stat(join(path, 'journal.jsonl'))).mode & 0o777).toBe(0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });
});

describe('the journal of calls', () => {
  it('keeps the latest in two files of bounded size, and gives them back in order', async () => {
    const path = await directory();
    for (let round = 0; round < 20; round += 1) {
      const { journal } = await CallJournal.open(path, 2000);
      for (let id = 1; id <= 10; id += 1) journal.append({ id: round * 10 + id, filler: 'x'.repeat(80) });
      await journal.close();
    }
    const again = await CallJournal.open<{ id: number }>(path, 2000);
    const ids = again.calls.map(({ id }) => id);
    expect(ids.at(-1)).toBe(200);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => 200 - ids.length + 1 + index));
    expect(ids.length).toBeLessThan(100);
    again.journal.append({ id: 201 });
    again.journal.clear();
    await again.journal.close();
    const empty = await CallJournal.open(path);
    expect(empty.calls).toEqual([]);
    await empty.journal.close();
  });

  it('leaves out what was torn', async () => {
    const path = await directory();
    await writeFile(join(path, 'calls.jsonl'), '{"id":1}\n{"id"\n{"id":3}\n{"id":');
    const { journal, calls } = await CallJournal.open(path);
    expect(calls).toEqual([{ id: 1 }, { id: 3 }]);
    await journal.close();
  });
});

describe('a ledger', () => {
  const KEY = { version: '1', publicKey: 'public' };
  const KEYS = { merchant: KEY, gateway: { ...KEY, privateKey: 'private' } };
  const fail = (error: unknown) => {
    throw error;
  };

  it('writes its journal anew while it runs, so that repeated changes never fill the disk', async () => {
    const path = await directory();
    const most = 20_000;
    const ledger = await Ledger.open(path, KEYS, fail, most);
    const account = ledger.accounts.get('gcash-rich');
    if (!account) throw new Error('nobody was born');
    for (let balance = 1; balance <= 2000; balance += 1) {
      ledger.commit({ account: { ...account, balance: String(balance) } });
      if (balance % 50 === 0) await ledger.durable();
    }
    await ledger.close();
    expect((await textOf(path)).length).toBeLessThan(3 * most);
    const again = await Ledger.open(path, KEYS, fail, most);
    expect(again.accounts.get('gcash-rich')).toEqual({ ...account, balance: '2000' });
    await again.close();
  });
});

describe('the simulator’s own journal', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  async function run(environment: Awaited<ReturnType<typeof testEnvironment>>) {
    const simulator = await start(environment);
    ends.push(() => simulator.stop());
    return { simulator, origin: `http://127.0.0.1:${simulator.port}` };
  }

  const KINDS = ['ledger', 'settings', 'faults', 'accounts', 'notifications', 'keys', 'seed', 'calls'];

  async function everythingOf(origin: string): Promise<unknown> {
    return Promise.all(KINDS.map((kind) => control(origin, 'GET', kind)));
  }

  it('is written shorter at a start, and says the same', async () => {
    const environment = await testEnvironment();
    const { journalDirectory } = environment;
    const first = await run(environment);
    await control(first.origin, 'PUT', 'settings', { payAnswer: 'immediate', accessTokenDays: 7 });
    await control(first.origin, 'PUT', 'seed', { seed: 42 });
    await control(first.origin, 'POST', 'faults', { match: { api: 'cancel' }, do: 'http_500_before', times: 3 });
    const { accessToken } = await link(first.origin);
    for (let count = 0; count < 60; count += 1) await call(first.origin, 'payments/pay', payMessage(accessToken));
    for (let balance = 0; balance < 300; balance += 1) {
      await control(first.origin, 'PUT', 'accounts/gcash-rich', { balance });
    }
    const before = await everythingOf(first.origin);
    await first.simulator.stop();
    const long = (await textOf(journalDirectory)).length;

    const second = await run(environment);
    expect(await everythingOf(second.origin)).toEqual(before);
    await second.simulator.stop();
    const short = (await textOf(journalDirectory)).length;
    expect(short).toBeLessThan(long / 2);

    const third = await run(environment);
    expect(await everythingOf(third.origin)).toEqual(before);
    const reply = await call(third.origin, 'payments/pay', payMessage(accessToken));
    expect(reply.result.resultCode).toBe('SUCCESS');
    await third.simulator.stop();
    expect((await textOf(journalDirectory)).length - short).toBeLessThan(3000);
  });

  it('numbers calls on after a restart, and forgets them with a reset', async () => {
    const environment = await testEnvironment();
    const first = await run(environment);
    await call(first.origin, 'payments/cancel', { paymentId: 'nobody' });
    await first.simulator.stop();
    const second = await run(environment);
    await call(second.origin, 'payments/cancel', { paymentId: 'nobody' });
    const calls = await control<{ id: string }[]>(second.origin, 'GET', 'calls');
    expect(calls.map(({ id }) => id)).toEqual(['call-1', 'call-2']);
    await control(second.origin, 'POST', 'reset');
    await second.simulator.stop();
    const third = await run(environment);
    expect(await control(third.origin, 'GET', 'calls')).toEqual([]);
  });
});
