/**
 * For tests only: a browser without script, made of fetch. It opens addresses, clicks links and buttons by their names,
 * sends the page it is on as the referrer, and stops where a wallet sends it away.
 */

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

function textOf(markup: string): string {
  const bare = markup.replace(/<[^>]+>/g, ' ').replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? '');
  return bare.replace(/\s+/g, ' ').trim();
}

function attribute(markup: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(markup)?.[1];
  return value === undefined ? undefined : textOf(value);
}

/** What a form says when nobody touches it. */
function standingIn(form: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [input = ''] of form.matchAll(/<input[^>]*>/gs)) {
    const isSilent = attribute(input, 'type') === 'checkbox' && !/\schecked/.test(input);
    if (!isSilent) fields[attribute(input, 'name') ?? ''] = attribute(input, 'value') ?? '';
  }
  for (const [select = '', inside = ''] of form.matchAll(/<select[^>]*>(.*?)<\/select>/gs)) {
    const chosen = /<option[^>]*\sselected[^>]*>/.exec(inside) ?? /<option[^>]*>/.exec(inside);
    fields[attribute(select, 'name') ?? ''] = attribute(chosen?.[0] ?? '', 'value') ?? '';
  }
  return fields;
}

export class Browser {
  readonly #origin: string;
  readonly #loopback: string;
  url = new URL('about:blank');
  status = 0;
  markup = '';
  /** Where a wallet sent this browser, outside of the simulator. */
  sentTo: URL | undefined;

  constructor(origin: string) {
    this.#origin = origin;
    this.#loopback = origin.replace('127.0.0.1', 'localhost');
  }

  get heading(): string {
    return textOf(/<h1>(.*?)<\/h1>/s.exec(this.markup)?.[1] ?? '');
  }

  get text(): string {
    return textOf(this.markup.replace(/<head>.*?<\/head>/s, ''));
  }

  /** What the page complains about. */
  get alert(): string {
    return textOf(/<p role="alert"[^>]*>(.*?)<\/p>/s.exec(this.markup)?.[1] ?? '');
  }

  /** The text of the section with this heading. */
  region(heading: string): string {
    for (const [section = ''] of this.markup.matchAll(/<section.*?<\/section>/gs)) {
      const text = textOf(section);
      if (text.startsWith(heading)) return text;
    }
    return '';
  }

  /** As typed into the address bar. */
  open(address: string | URL): Promise<this> {
    return this.#go(new URL(address, this.#origin), { headers: {} });
  }

  reload(): Promise<this> {
    return this.open(this.url);
  }

  /** The address of the link with this name; undefined when the page has none. */
  link(name: string): string | undefined {
    for (const [tag = '', inside = ''] of this.markup.matchAll(/<a\s[^>]*>(.*?)<\/a>/gs)) {
      if (textOf(inside) === name) return attribute(tag, 'href');
    }
    return undefined;
  }

  click(name: string): Promise<this> {
    const href = this.link(name);
    if (href === undefined) throw new Error(`No link named ${name} on "${this.heading}".`);
    return this.#go(new URL(href, this.url), { headers: { referer: this.url.href } });
  }

  /** Presses a button of a form, named by its text or by the beginning of it, with what was typed into fields. */
  press(name: string, fields: Record<string, string> = {}): Promise<this> {
    for (const [form = ''] of this.markup.matchAll(/<form.*?<\/form>/gs)) {
      for (const [button = ''] of form.matchAll(/<button.*?<\/button>/gs)) {
        if (!textOf(button).startsWith(name)) continue;
        return this.#submit(form, button, fields);
      }
    }
    throw new Error(`No button named ${name} on "${this.heading}".`);
  }

  #submit(form: string, button: string, typed: Record<string, string>): Promise<this> {
    const body = new URLSearchParams({ ...standingIn(form), ...typed });
    const name = attribute(button, 'name');
    if (name !== undefined) body.set(name, attribute(button, 'value') ?? '');
    const action = new URL(attribute(form, 'action') ?? '', this.url);
    if (attribute(form, 'method') !== 'post') {
      action.search = body.toString();
      return this.#go(action, { headers: { referer: this.url.href } });
    }
    return this.#go(action, { method: 'POST', body, headers: { referer: this.url.href } });
  }

  async #go(target: URL, request: RequestInit): Promise<this> {
    const url = new URL(target.href.replace(this.#loopback, this.#origin));
    if (url.origin !== this.#origin) {
      this.sentTo = url;
      return this;
    }
    const response = await fetch(url, { ...request, redirect: 'manual' });
    const location = response.headers.get('location');
    const text = await response.text();
    if (location !== null) return this.#go(new URL(location, url), { headers: request.headers ?? {} });
    Object.assign(this, { url, status: response.status, markup: text });
    return this;
  }
}
