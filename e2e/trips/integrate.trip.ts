/** The quick start, block by block as it stands in the documents, against a started product. */
import { freePort } from '../../scripts/lib/ports.mjs';
import { expect, test } from '../fixtures';
import { appUrl } from './browser-watch';
import { runInShell, shellBlocksOf, type ShellBlock } from './shell-blocks';

/** What is done before the trips begin. */
const STARTS = /^npm (?:start|test)\b/;
const SHELL_MS = 100_000;

test.use({ visitor: true });

/** The product of the trips and a shop's port stand where the documents have the usual ones. */
async function asHere(blocks: readonly ShellBlock[]): Promise<ShellBlock[]> {
  const port = String(await freePort());
  const here = (text: string) =>
    text.replaceAll('http://localhost:3000', appUrl()).replaceAll('localhost:5000', `localhost:${port}`);
  return blocks.map(({ text, prints }) => ({
    text: here(text).replaceAll('.listen(5000,', `.listen(${port},`),
    prints: prints && here(prints),
  }));
}

/** `…` stands for the rest of a word. */
function patternOf(prints: string): RegExp {
  const escaped = prints.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('…', String.raw`\S+`)}$`);
}

for (const { file, count } of [
  { file: 'README.md', count: 1 },
  { file: 'docs/integrate.md', count: 14 },
]) {
  test(`the blocks of ${file} do what they say`, { tag: '@desktop' }, async () => {
    test.setTimeout(SHELL_MS + 20_000);
    const blocks = await asHere(shellBlocksOf(file).filter(({ text }) => !STARTS.test(text)));
    expect(blocks).toHaveLength(count);
    const printed = await runInShell(
      blocks.map(({ text }) => text),
      SHELL_MS,
    );
    for (const [place, { text, prints }] of blocks.entries()) {
      if (prints !== null) expect(printed[place], text).toMatch(patternOf(prints));
    }
  });
}
