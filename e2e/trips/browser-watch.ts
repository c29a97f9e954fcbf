/**
 * Looks over a browser's shoulder during a trip: whatever goes wrong on any page of ours or of the simulated wallets
 * fails the trip, unless the trip says beforehand that it is coming. Everything our server answers is kept in a file, so
 * that the last trip can look for secrets in it.
 *
 * Does not know what a trip is about.
 */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { APIResponse, BrowserContext, ConsoleMessage, Page, Request, Response } from '@playwright/test';

interface Fault {
  readonly text: string;
  readonly address: string;
  /** Of a response, or named by the browser's complaint about one. */
  readonly status: number | null;
}

interface Excuse {
  readonly status: number;
  readonly path: RegExp;
}

export const appUrl = () => needed('MANDATE_BASE_URL');
export const simulatorUrl = () => needed('MANDATE_SIMULATOR_URL');
export const dataDir = () => needed('MANDATE_DATA_DIR');

/** What our server said during all trips, one JSON line per answer. */
export const seenFile = () => path.join(dataDir(), 'seen-by-trips.jsonl');

/** Leaving a page ends what it was still asking for. */
const LEFT_BEHIND = 'net::ERR_ABORTED';
/** What a browser without script says of a preloaded one. A true breach of the policy also complains in the console. */
const SCRIPTS_OFF = 'csp';
const SECRET_IN_ADDRESS = /[?&](?:authCode|accessToken)=/i;

export class BrowserWatch {
  readonly #faults: Fault[] = [];
  readonly #excuses: Excuse[] = [];
  #reading: Promise<void>[] = [];

  /** This answer is expected on this trip, and the browser's own complaint about it too. */
  excuse(status: number, path: RegExp): void {
    this.#excuses.push({ status, path });
  }

  async over(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        // oxlint-disable-next-line no-console -- this is how a page speaks to the watch
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    context.on('console', (message) => this.#takeConsole(message));
    context.on('weberror', (error) => this.#add(`page error: ${error.error().message}`, error.page()?.url() ?? ''));
    context.on('requestfailed', (request) => this.#takeFailure(request));
    context.on('request', (request) => this.#takeRequest(request));
    context.on('response', (response) => this.#takeResponse(response));
    context.on('page', (page) => this.#overPage(page));
    for (const page of context.pages()) this.#overPage(page);
  }

  /** Keeps an answer that a trip asked for without a browser. */
  async keep(response: APIResponse): Promise<void> {
    remember(response.url(), response.status(), response.headers(), await response.text());
  }

  /** The faults nobody excused, as lines to read. */
  async faults(): Promise<string[]> {
    await Promise.all(this.#reading);
    this.#reading = [];
    return this.#faults.filter((fault) => !this.#isExcused(fault)).map(({ text, address }) => `${text} at ${address}`);
  }

  #overPage(page: Page): void {
    page.on('framenavigated', (frame) => {
      if (isOurs(frame.url()) && SECRET_IN_ADDRESS.test(frame.url())) this.#add('a secret stays', frame.url());
    });
  }

  #takeConsole(message: ConsoleMessage): void {
    if (message.type() !== 'error') return;
    const status = /status of (\d{3})/.exec(message.text())?.[1];
    this.#add(`console: ${message.text()}`, message.location().url, status ? Number(status) : null);
  }

  #takeFailure(request: Request): void {
    const why = request.failure()?.errorText ?? 'unknown';
    if (why === LEFT_BEHIND || (why === SCRIPTS_OFF && request.resourceType() === 'script')) return;
    if (isOfProduct(request.url())) this.#add(`request failed: ${why}`, request.url());
  }

  #takeRequest(request: Request): void {
    const referrer = request.headers().referer ?? '';
    if (SECRET_IN_ADDRESS.test(referrer)) this.#add(`a secret in the referrer ${referrer}`, request.url());
  }

  #takeResponse(response: Response): void {
    const address = response.url();
    if (response.status() >= 400 && isOfProduct(address)) {
      this.#add(`answered ${response.status()}`, address, response.status());
    }
    if (isOurs(address) && !address.includes('/_next/static/')) this.#reading.push(keepResponse(response));
  }

  #add(text: string, address: string, status: number | null = null): void {
    this.#faults.push({ text, address, status });
  }

  #isExcused({ status, address }: Fault): boolean {
    return this.#excuses.some((excuse) => excuse.status === status && excuse.path.test(address));
  }
}

async function keepResponse(response: Response): Promise<void> {
  const isRedirect = response.status() >= 300 && response.status() < 400;
  // A page that is left while its answer is read has no text any more.
  const text = isRedirect ? '' : await response.text().catch(() => '');
  const headers = await response.allHeaders().catch(() => response.headers());
  remember(response.url(), response.status(), headers, text);
}

function remember(address: string, status: number, headers: Record<string, string>, text: string): void {
  const { pathname } = new URL(address);
  appendFileSync(seenFile(), `${JSON.stringify({ pathname, status, headers, text })}\n`);
}

function isOurs(address: string): boolean {
  return address.startsWith(appUrl());
}

function isOfProduct(address: string): boolean {
  return isOurs(address) || address.startsWith(simulatorUrl());
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; scripts/test/browser.setup.ts sets it.`);
  return value;
}
