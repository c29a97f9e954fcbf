/**
 * A merchant's own colour on the customers' pages: whether it can carry text, and what follows from it for links, edges and
 * the dark theme, so that every pair stays legible (WCAG 2.2: text 4.5 : 1, edges of controls 3 : 1).
 *
 * The grounds and the two inks are those of the token sheet, said again; a test compares them. Pure, safe in the browser.
 */
export const GROUNDS = {
  light: ['#faf9f7', '#ffffff', '#f3f2ee'],
  dark: ['#121210', '#1a1a17', '#21211d'],
} as const;
export const WHITE = '#ffffff';
export const INK = '#1b1a17';

const TEXT_MIN = 4.5;
const EDGE_MIN = 3;
/** Of one step towards white or black; finer ones are not seen. */
const STEP = 0.04;
/** How far the pointer moves the fill. */
const HOVER = 0.18;

const HEX = /^#[0-9a-f]{6}$/;

export interface AccentTheme {
  /** Fill of the primary action. */
  readonly accent: string;
  readonly hover: string;
  /** Edge of the primary action; differs from its fill where that alone is not seen on the page. */
  readonly edge: string;
  /** Links and focus. */
  readonly link: string;
  /** Text on the fill. */
  readonly on: string;
}

/** What somebody typed, in the one way that an accent is written: the sign before the digits may be left out. */
export function writtenAccent(typed: string): string {
  return typed
    .trim()
    .toLowerCase()
    .replace(/^(?=[0-9a-f]{6}$)/, '#');
}

/** Why a text is no accent, for whoever typed it; null when it is one. */
export function accentProblem(text: string): string | null {
  if (!HEX.test(text)) return 'Write it as # and six hexadecimal digits, as #2445c5.';
  if (textOn(text) !== null) return null;
  const [white, ink] = [WHITE, INK].map((colour) => contrast(colour, text).toFixed(1));
  return `No text can be read well on it: white reaches ${white} to 1, black ${ink} to 1, and ${TEXT_MIN} is needed. Choose one that is darker or lighter.`;
}

/** @param accent one in which `accentProblem` finds nothing */
export function accentThemes(accent: string): { readonly light: AccentTheme; readonly dark: AccentTheme } {
  // On a dark page a dark fill would be a hole: it is lightened until it is seen.
  const lit = towards(accent, WHITE, (colour) => textOn(colour) !== null && isSeen(colour, 'dark'));
  return { light: themeOf(accent, 'light'), dark: themeOf(lit, 'dark') };
}

function themeOf(accent: string, theme: 'light' | 'dark'): AccentTheme {
  const on = textOn(accent) ?? WHITE;
  const away = theme === 'light' ? '#000000' : WHITE;
  return {
    accent,
    // Away from the text, so that it is never harder to read than before.
    hover: mix(accent, on === WHITE ? '#000000' : WHITE, HOVER),
    edge: towards(accent, away, (colour) => isSeen(colour, theme)),
    link: towards(accent, away, (colour) => GROUNDS[theme].every((ground) => contrast(colour, ground) >= TEXT_MIN)),
    on,
  };
}

/** White where it can be read, else our ink, else nothing. */
function textOn(fill: string): string | null {
  return [WHITE, INK].find((ink) => contrast(ink, fill) >= TEXT_MIN) ?? null;
}

function isSeen(colour: string, theme: 'light' | 'dark'): boolean {
  return GROUNDS[theme].every((ground) => contrast(colour, ground) >= EDGE_MIN);
}

/** The colour itself, or the nearest one on its way to another that will do. */
function towards(from: string, to: string, willDo: (colour: string) => boolean): string {
  for (let share = 0; share < 1; share += STEP) {
    const colour = mix(from, to, share);
    if (willDo(colour)) return colour;
  }
  return to;
}

/** WCAG's ratio of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: string, to: string, share: number): string {
  const target = channels(to);
  const mixed = channels(from).map((value, place) => Math.round(value + (target[place]! - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

/** The style sheet of the customers' pages in this colour. Holds nothing but what follows from it. */
export function accentSheet(accent: string): string {
  const { light, dark } = accentThemes(accent);
  return [
    `.customer{${tokensOf(light)}}`,
    `.customer .btn--primary{border-color:var(--accent-edge)}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme='light']) .customer{${tokensOf(dark)}}}`,
    `:root[data-theme='dark'] .customer{${tokensOf(dark)}}`,
  ].join('\n');
}

function tokensOf({ accent, hover, edge, link, on }: AccentTheme): string {
  return `--accent:${accent};--accent-hover:${hover};--accent-edge:${edge};--accent-link:${link};--on-accent:${on};--focus:2px solid ${link}`;
}
