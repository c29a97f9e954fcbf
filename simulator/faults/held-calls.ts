/**
 * Calls whose answer is being held back until somebody lets them go, or until the caller hangs up. It refuses to know
 * why they are held.
 */
import { type ServerResponse } from 'node:http';

export type Release = 'released' | 'gone';

export class HeldCalls {
  readonly #held = new Set<(verdict: Release) => void>();

  get size(): number {
    return this.#held.size;
  }

  /** `until` lets this one call go on its own account. */
  hold(response: ServerResponse, until?: Promise<void>): Promise<Release> {
    return new Promise((resolve) => {
      if (response.destroyed) return resolve('gone');
      const onClose = () => settle('gone');
      const settle = (verdict: Release) => {
        this.#held.delete(settle);
        response.off('close', onClose);
        resolve(response.destroyed ? 'gone' : verdict);
      };
      this.#held.add(settle);
      response.once('close', onClose);
      void until?.then(() => settle('released'));
    });
  }

  /** Lets every held call go on; says how many there were. */
  release(): number {
    const held = [...this.#held];
    for (const settle of held) settle('released');
    return held.length;
  }

  /** Ends every held call as if its caller had hung up. */
  drop(): void {
    for (const settle of [...this.#held]) settle('gone');
  }
}
