/** The order in which a crowd is served. */
import { expect, test } from 'vitest';
import { arriveNow, Turns } from './turns';

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A request of several statements; notes each when its turn has come, and ends it a moment later. */
function request(turns: Turns, name: string, statements: number, notes: string[]): Promise<void> {
  return arriveNow(async () => {
    for (let place = 1; place <= statements; place += 1) {
      const end = await turns.take();
      notes.push(`${name}${place}`);
      await tick();
      end();
    }
  });
}

test('whoever came first is served to the end while the others wait, however many come after', async () => {
  const notes: string[] = [];
  const turns = new Turns(1);
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => request(turns, name, 3, notes)));
  // Between two statements of one the next in line has its turn.
  expect(notes).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3', 'c1', 'd1', 'c2', 'd2', 'c3', 'd3']);
});

test('as many are at it as the pool has connections', async () => {
  const turns = new Turns(2);
  const ends = [await turns.take(), await turns.take()];
  let came = 0;
  const third = turns.take().then((end) => {
    came += 1;
    return end;
  });
  await tick();
  expect(came).toBe(0);
  ends[0]!();
  ends[0]!();
  await third;
  const fourth = turns.take();
  await tick();
  ends[1]!();
  (await fourth)();
  (await third)();
});

test('a new pool waits for none of the old one’s turns, which count no more when they end', async () => {
  const turns = new Turns(1);
  const old = await turns.take();
  const waiting = turns.take();
  turns.renew();
  const own = await waiting;
  old();
  let came = false;
  const next = turns.take().then((end) => {
    came = true;
    return end;
  });
  await tick();
  expect(came, 'beside the one whose turn it is').toBe(false);
  own();
  (await next)();
});
