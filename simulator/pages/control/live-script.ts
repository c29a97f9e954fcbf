/**
 * The control page's one script: every two seconds, while the page is seen, it renews the parts that only tell, and
 * leaves alone whatever a person is busy in. Without it everything works; the page is then as old as its loading.
 */
export const LIVE_JS = `'use strict';
(() => {
  const EVERY_MS = 2000;
  const parser = new DOMParser();
  const hold = document.querySelector('[data-hold]');
  let held = false;

  function isBusy(part) {
    const selection = document.getSelection();
    const selects = selection && !selection.isCollapsed && part.contains(selection.anchorNode);
    return selects || (part !== document.activeElement && part.contains(document.activeElement));
  }

  function renew(fresh) {
    for (const part of document.querySelectorAll('[data-live]')) {
      const news = fresh.querySelector('[data-live="' + CSS.escape(part.dataset.live) + '"]');
      if (!news || news.innerHTML === part.innerHTML || isBusy(part)) continue;
      const open = [...part.querySelectorAll('details')].map((one) => one.open);
      part.replaceChildren(...news.childNodes);
      part.querySelectorAll('details').forEach((one, at) => { one.open = open[at] ?? one.open; });
    }
  }

  async function look() {
    if (!held && document.visibilityState === 'visible') {
      try {
        const response = await fetch(location.href, { headers: { accept: 'text/html' } });
        if (response.ok) renew(parser.parseFromString(await response.text(), 'text/html'));
      } catch {
        // The simulator may be restarting: look again.
      }
    }
    setTimeout(look, EVERY_MS);
  }

  if (hold) {
    hold.hidden = false;
    hold.addEventListener('click', () => {
      held = !held;
      hold.setAttribute('aria-pressed', String(held));
    });
  }
  setTimeout(look, EVERY_MS);
})();
`;
