/**
 * The simulator's control page in a browser while a customer pays: it tells by itself what comes over the wire, turns a
 * fault, moves both clocks, and takes nothing from the hands of who is typing.
 */
import { expect, test } from '../fixtures';
import { appUrl, simulatorUrl } from './browser-watch';
import { look } from './looked-over';
import { linkQuickly } from './quick-road';
import { buy, expectOrder } from './wallet-road';

test.use({ reducedMotion: 'reduce' });
// axe looks at three pages of many rows.
test.setTimeout(120_000);

test(
  'the bench shows a debit that goes wrong on purpose and is paid all the same, while it stays open',
  { tag: '@desktop' },
  async ({ page, context, simulator, openBrowser }) => {
    await linkQuickly(context, 'MAYA');
    const bench = await (await openBrowser()).newPage();
    await bench.goto(simulatorUrl());
    await look(bench, /^SIMULATOR, port \d+$/);

    await bench.getByLabel('Fault for pay', { exact: true }).selectOption({ label: '500 after acting' });
    await bench.getByLabel('How often for pay', { exact: true }).selectOption('next 1');
    await bench.getByRole('button', { name: 'Turn the dial' }).click();
    const dial = bench.getByRole('region', { name: /^Fault dial \d/ });
    await expect(dial.getByRole('row', { name: /^pay / })).toContainText('debited, 500');
    await expect(dial).toHaveAccessibleName('Fault dial 1 of 11 turned');
    // Whoever is typing is not disturbed by what arrives.
    await bench.getByLabel('Seed').fill('204');

    await buy(page, 'Ilustrado');
    const wire = bench.getByRole('region', { name: /^The wire every/ });
    const pay = wire.getByRole('row', { name: /in pay / }).first();
    await expect(pay).toContainText('valid');
    await expect(pay).toContainText('http_500_after');
    await expect(dial.getByRole('row', { name: /^pay / })).toContainText('500 after acting: done; struck 1×');
    await expect(bench.getByLabel('Fault for pay', { exact: true })).toHaveValue('');
    await expectOrder(page, 'Paid');
    await expect(wire.getByRole('row', { name: /out notifyPayment/ }).first()).toContainText('200, acknowledged');
    await expect(
      bench
        .getByRole('region', { name: /^Ledger what/ })
        .getByRole('row', { name: /debit/ })
        .first(),
    ).toContainText('SUCCESS');
    await bench.keyboard.type('18');
    await expect(bench.getByLabel('Seed')).toHaveValue('20418');
    await expect(bench.getByLabel('Seed')).toBeFocused();

    await pay.getByRole('link', { name: 'pay', exact: true }).click();
    await look(bench, 'What was asked');
    await expect(bench.getByRole('region', { name: 'What was asked, body' })).toContainText('AGREEMENT_PAYMENT');
    await expect(bench.getByText(/\[secret [0-9a-f]{8}\]/).first()).toBeVisible();
    await bench.getByRole('link', { name: 'Back to the bench' }).click();
    await bench.getByRole('link', { name: 'notifyPayment' }).first().click();
    await look(bench, 'Attempts');
    await bench.getByRole('button', { name: 'Send it again' }).click();
    await expect(bench.getByRole('row', { name: /by hand/ })).toContainText('200, acknowledged');
    await bench.getByRole('link', { name: 'Back to the bench' }).click();
    await bench.getByRole('button', { name: 'All dials to none' }).click();
    await expect(bench.getByRole('region', { name: 'Fault dial 0 of 11 turned' })).toBeVisible();
    await simulator.restore();
  },
);

test(
  'a press moves both clocks, and the bench can be held still',
  { tag: '@desktop' },
  async ({ page, openBrowser }) => {
    const bench = await (await openBrowser()).newPage();
    await bench.goto(simulatorUrl());
    const clock = bench.getByRole('region', { name: /^Clock / });
    await expect(clock).toContainText('Mandate’s clock moves by the same step.');
    const before = await appTime(page.request);
    await clock.getByRole('button', { name: '+1 min', exact: true }).click();
    await expect(bench.getByRole('heading', { name: /^Clock .*\d (min|s|h|d).* ahead/ })).toBeVisible();
    // An earlier trip may have moved it as well, so that "ahead" alone does not say that the press has come through.
    await expect.poll(() => appTime(page.request)).toBeGreaterThanOrEqual(before + 60_000);
    await page.goto('/');
    await expect(page.getByRole('complementary', { name: 'Mode' })).toContainText('Clock moved');

    await bench.getByRole('button', { name: 'Hold still' }).click();
    const hands = bench.locator('time');
    const held = await hands.textContent();
    // The page would have renewed itself by the time that it has fetched another page twice.
    await expect.poll(async () => (await appTime(page.request)) - before).toBeGreaterThan(65_000);
    expect(await hands.textContent()).toBe(held);
    await bench.getByRole('button', { name: 'Hold still' }).click();
    await expect(hands).not.toHaveText(held ?? '');
  },
);

async function appTime(request: { get(address: string): Promise<{ json(): Promise<unknown> }> }): Promise<number> {
  const { now } = (await (await request.get(`${appUrl()}/api/demo/clock`)).json()) as { now: string };
  return Date.parse(now);
}
