// Importing this stops an unsuitable Node with one sentence. It must stay first among a script's imports and free of
// modern syntax, so that an old Node can still read it.

const OLDEST = [20, 20];

// The last day each release line gets security fixes (nodejs.org release schedule). Odd lines are short-lived.
const END_OF_SUPPORT = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
};

const parts = process.versions.node.split('.').map(Number);

if (parts[0] < OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] < OLDEST[1])) {
  process.stderr.write(
    'Mandate needs Node ' +
      OLDEST.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '. See https://nodejs.org.\n',
  );
  process.exit(1);
}

/** One line when this Node gets no security fixes any more, or null. */
export function supportNotice(now) {
  const end = END_OF_SUPPORT[parts[0]];
  if (!end || now < new Date(end)) return null;
  return `Notice: Node ${parts[0]} has had no security fixes since ${end}; Node 24 is a good choice for anything real.`;
}
