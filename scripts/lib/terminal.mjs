// Lines for the person at the terminal. When nobody reads any more (a closed pipe), Mandate goes on without them.

process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

export function showLine(line) {
  process.stdout.write(`${line}\n`);
}
