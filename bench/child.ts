// A measurement's counterpart in a process of its own, so that what is measured has a core for itself: this very program begins
// a second time, with an argument that says what it is to be. It is told what it needs, answers with its port, and ends with us.

import { fork } from 'node:child_process';

export interface Child {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param self the file of this program */
export async function startChild(self: string, argument: string, told: string): Promise<Child> {
  const child = fork(self, [argument]);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (answer) => resolve(Number(answer)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${argument} ended with ${code}`)));
    child.send(told);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.disconnect();
      await ended;
    },
  };
}

/** In that process: waits for what it is told, and gives its port back. */
export function beChild(listen: (told: string) => Promise<number>): void {
  process.once('message', (told) => {
    void listen(String(told)).then((port) => process.send?.(port));
  });
  process.once('disconnect', () => process.exit(0));
}
