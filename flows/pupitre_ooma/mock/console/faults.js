// What the page itself does wrong when told to. The server sends the switches with every answer.
// An element is named by `el` where it is built (group.save, login.user, ...); else it is a CSS selector.
import { settings } from '/app/settings.js';

let current = settings.faults;
let observer = null;
let popping = null;
let changes = 0;

export function fault(name) { return current[name] || null; }

export function learn(switches) {
  current = switches;
  watch();
}

// Give an element the words that a fault wants it to have, when it is built.
export function spoil(element) {
  const renamed = current.rename_label;
  if (renamed && renamed.element === element.$el) {
    const text = [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (text) { text.data = renamed.text; }
  }
}

export function losesThisClick() {
  if (!current.lose_click) { return false; }
  changes += 1;
  return current.lose_click.nth === 0 || current.lose_click.nth === changes;
}

export function freeze() {
  if (current.freeze_page) { window.setTimeout(() => { for (;;) { /* never again */ } }, 250); }
}

export function pop() {
  if (!current.popups || popping) { return; }
  popping = window.setInterval(() => {
    if (!current.popups) {
      window.clearInterval(popping);
      popping = null;
    } else if (current.popups.kind === 'windows') {
      window.open('about:blank', '_blank', 'width=200,height=100');
    } else {
      window.alert('Ooma');
    }
  }, 400);
}

function named(name) {
  const found = [...document.body.querySelectorAll('*')].filter((element) => element.$el === name);
  if (found.length) { return found; }
  try { return [...document.body.querySelectorAll(name)]; } catch { return []; }
}

// Elements come and go: whatever has to be spoilt is spoilt again when the page changes.
function watch() {
  const needed = current.hide_element || current.duplicate_element || current.banner;
  if (needed && !observer) {
    observer = new MutationObserver(touch);
    observer.observe(document.body, { childList: true, subtree: true });
    touch();
  } else if (!needed && observer) {
    observer.disconnect();
    observer = null;
  }
}

function touch() {
  if (current.hide_element) {
    named(current.hide_element.element).forEach((element) => { element.style.display = 'none'; });
  }
  if (current.duplicate_element) {
    named(current.duplicate_element.element).forEach((element) => {
      if (element.$copied) { return; }
      const copy = element.cloneNode(true);
      element.$copied = copy.$copied = true;
      element.after(copy);
    });
  }
  if (current.banner && !document.querySelector('.site-banner') && !watch.accepted) { cover(); }
}

async function cover() {
  const { h, t, button } = await import('/app/dom.js');
  if (document.querySelector('.site-banner')) { return; }
  const kind = current.banner.kind === 'news' ? 'news' : 'cookies';
  const banner = h('div', { class: `site-banner site-banner-${kind}` }, h('div', {},
    h('p', {}, t(`BANNER.${kind}`)),
    button('btn-primary', 'banner.accept', () => { watch.accepted = true; banner.remove(); }, t('BANNER.ACCEPT'))));
  document.body.append(banner);
}

window.setTimeout(watch);
