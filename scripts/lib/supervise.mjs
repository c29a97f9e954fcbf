// Keeps processes alive. One that dies is started again after a growing pause; one that will not stay up makes everything
// stop. Knows nothing of what the processes do: each is a name and a way to start it.

import { showLine } from './terminal.mjs';

const FIRST_PAUSE_MS = 1000; // doubles with each death within the window: 1, 2, 4 s …
const DEATHS_WINDOW_MS = 60_000;
const MOST_DEATHS = 5;

/**
 * @typedef {{ ended: Promise<string>, stop: (hard: boolean) => Promise<void>, pid: () => number | undefined }} Running
 *   `ended` tells why in a few words.
 */

export class Keeper {
  /**
   * @param {string} name
   * @param {() => Promise<Running>} start
   * @param {{ onChange: () => void, onGiveUp: (message: string) => void }} hooks
   */
  constructor(name, start, hooks) {
    this.name = name;
    this.start = start;
    this.hooks = hooks;
    this.deaths = [];
    this.running = null;
    this.wanted = false;
    this.timer = null;
  }

  /** Starts it the first time; a failure is the caller's to tell. */
  async begin() {
    this.wanted = true;
    this.adopt(await this.start());
  }

  adopt(running) {
    this.running = running;
    this.hooks.onChange();
    running.ended.then((reason) => {
      if (this.running !== running) return;
      this.running = null;
      this.hooks.onChange();
      if (this.wanted) this.died(reason);
    });
  }

  died(reason) {
    const now = Date.now();
    this.deaths = [...this.deaths.filter((at) => now - at < DEATHS_WINDOW_MS), now];
    if (this.deaths.length > MOST_DEATHS) {
      this.wanted = false;
      this.hooks.onGiveUp(`${this.name} ended ${this.deaths.length} times within a minute (last: ${reason}).`);
      return;
    }
    const pauseMs = FIRST_PAUSE_MS * 2 ** (this.deaths.length - 1);
    showLine(`[${this.name}] ended unexpectedly (${reason}); starting it again in ${pauseMs / 1000} s.`);
    this.timer = setTimeout(() => this.again(), pauseMs);
  }

  async again() {
    try {
      const running = await this.start();
      if (this.wanted) this.adopt(running);
      else await running.stop(false);
    } catch (error) {
      if (this.wanted) this.died(error.message.split('\n').at(-1));
    }
  }

  /** Starts it anew on purpose, without counting a death. */
  async restart() {
    const old = this.running;
    if (!this.wanted || !old) return;
    this.running = null;
    await old.stop(false);
    if (this.wanted) await this.again();
  }

  async stop(hard = false) {
    this.wanted = false;
    clearTimeout(this.timer);
    const running = this.running;
    if (running) await running.stop(hard);
  }
}
