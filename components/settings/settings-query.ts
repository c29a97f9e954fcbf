/**
 * What is asked of the merchant's settings: the switch, the choices, the limits. Each answers with all of them.
 */
import { postJson } from '@/components/read-json';
import type { SettingsView } from '@/lib/settings/views';

/** @throws Problem */
export function pauseDebits(reason: string): Promise<SettingsView> {
  return postJson<SettingsView>('/api/admin/debits/pause', { reason });
}

/** @throws Problem */
export function resumeDebits(): Promise<SettingsView> {
  return postJson<SettingsView>('/api/admin/debits/resume', {});
}

/** @throws Problem */
export function changeSettings(input: unknown): Promise<SettingsView> {
  return postJson<SettingsView>('/api/admin/settings', input);
}

/** @throws Problem */
export function changeLook(input: { readonly accent: string }): Promise<SettingsView> {
  return postJson<SettingsView>('/api/admin/settings/look', input);
}

/** @throws Problem */
export function changeLimits(input: unknown): Promise<SettingsView> {
  return postJson<SettingsView>('/api/admin/settings/limits', input);
}
