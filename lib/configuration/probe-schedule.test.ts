import { describe, expect, it } from 'vitest';
import { probeGapMs } from './probe-schedule';

describe('the gaps between probes', () => {
  it('grow from five seconds to five minutes and no further', () => {
    const gaps = [0, 1, 2, 3, 4, 5, 6, 7, 1_000].map((probes) => probeGapMs(probes, 0.5));
    expect(gaps).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  });

  it('differ by a fifth at most, so that not everybody asks at once', () => {
    expect([probeGapMs(1, 0), probeGapMs(1, 0.999_999)]).toEqual([8_000, 12_000]);
    expect(probeGapMs(100, 0.999_999)).toBe(300_000);
  });
});
