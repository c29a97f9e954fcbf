/** What a person does in a dialog that asks once more. */
import { expect, type Page } from '@playwright/test';
import { operator } from './people';

/** Gives the password where it is asked for, presses the button, and sees the dialog go. */
export async function sayYes(page: Page, button: string | RegExp): Promise<void> {
  const dialog = page.getByRole('dialog');
  const password = dialog.getByLabel('Your password');
  if (await password.isVisible()) await password.fill(operator.password);
  await dialog.getByRole('button', { name: button }).click();
  await expect(dialog).toBeHidden();
}
