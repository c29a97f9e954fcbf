/** axe's look at a page, in both themes, and whether it scrolls sideways. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Looks at what the page shows now, in both themes.
 *
 * @param within selectors of the parts that axe looks at, where the rest is the same again many times over; empty: all
 */
export async function look(page: Page, heading: string | RegExp, within: readonly string[] = []): Promise<void> {
  await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible();
  await expect(page).toHaveTitle(/./); // it comes a moment after the page when a link was followed
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // Legacy mode spares a second page per look, which only frames of other sites would need.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    for (const part of within) axe.include(part);
    // Of all that axe knows, only colours differ between the themes.
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze();
    const found = violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html} (${nodes.length})`);
    expect(found, `${page.url()} "${String(heading)}", ${colorScheme}`).toEqual([]);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}

export async function lookAt(page: Page, path: string, heading: string | RegExp): Promise<void> {
  await page.goto(path);
  await look(page, heading);
}
