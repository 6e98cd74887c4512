// Dialogs in Bootstrap's manner: an x, sometimes tabs, a grey footer; and where a refusal is shown.
import { button, h, link, t } from '/app/dom.js';
import { fault } from '/app/faults.js';
import { variant } from '/app/settings.js';

const open = [];

export function closeDialogs() { open.splice(0).forEach((dialog) => dialog.remove()); }

export function dialog(title, body, footer, look = '') {
  const shade = h('div', { class: 'modal-backdrop' });
  const close = () => {
    open.splice(0, open.length, ...open.filter((one) => one !== box && one !== shade));
    box.remove();
    shade.remove();
  };
  const box = h('div', { class: `modal ${look}`, role: 'dialog', tabindex: '-1' },
    h('div', { class: 'modal-header' },
      h('button', { type: 'button', class: 'close', el: 'group.close', onclick: close }, '×'),
      h('h3', { el: 'group.title' }, title)),
    h('div', { class: 'modal-body' }, body),
    h('div', { class: 'modal-footer' }, h('span', { class: 'help-inline' }), ...footer));
  box.addEventListener('keydown', (event) => { if (event.key === 'Escape') { close(); } });
  shade.addEventListener('click', close);
  document.body.append(shade, box);
  open.push(shade, box);
  box.focus();
  return { box, close };
}

// Two panes, both in the page: the one that is not chosen is hidden.
export function tabbed(panes) {
  const heads = h('ul', { class: 'nav nav-tabs' });
  const bodies = h('div', { class: 'tab-content' });
  panes.forEach((pane, index) => {
    const head = h('li', {}, link({ el: pane.el }, () => choose(index), pane.title));
    heads.append(head);
    bodies.append(h('div', { class: 'tab-pane' }, ...pane.lines));
  });
  function choose(index) {
    for (const list of [heads, bodies]) {
      [...list.children].forEach((item, at) => item.classList.toggle('active', at === index));
    }
  }
  choose(0);
  return h('div', { class: 'tabs' }, heads, bodies);
}

// Ask before a deletion, by a dialog of the page or by the browser's own.
export function confirmed(extension, name) {
  const other = fault('confirm_text');
  const text = other ? other.text : t('DELETE.TEXT', extension, name);
  if (variant.confirmation === 'native') { return Promise.resolve(window.confirm(text)); }
  return new Promise((answer) => {
    const asked = dialog(t('DELETE.TITLE'), h('p', {}, text), [
      button('', 'confirm.cancel', () => { asked.close(); answer(false); }, t('DELETE.CANCEL')),
      button('btn-primary', 'confirm.ok', () => { asked.close(); answer(true); }, t('DELETE.OK'))
    ], 'modal-small');
  });
}

// Show a refusal where this variant shows it; `place` is the dialog or the page it is about.
export function refuse(place, failure) {
  if (failure.status === 401) { return; }
  const error = failure.error || { field: '', message: t('ERROR.NETWORK') };
  if (variant.errors === 'toast') {
    const toast = h('div', { class: 'toast toast-error' }, error.message);
    document.body.append(toast);
    window.setTimeout(() => toast.remove(), 8000);
  } else if (variant.errors === 'field') {
    const row = [...place.querySelectorAll('.control-group')].find((one) => error.field && one.$field === error.field);
    const where = row || place.querySelector('.modal-footer, .page-foot') || place;
    if (row) { row.classList.add('error'); }
    const shown = where.querySelector('.help-inline');
    if (shown) { shown.textContent = error.message; } else { alertOver(place, error.message); }
  } else {
    alertOver(place, error.message);
  }
}

export function forget(place) {
  place.querySelectorAll('.help-inline').forEach((one) => { one.textContent = ''; });
  place.querySelectorAll('.control-group.error').forEach((one) => one.classList.remove('error'));
  document.querySelectorAll('.alert-error, .toast').forEach((one) => one.remove());
}

function alertOver(place, message) {
  const alert = h('div', { class: 'alert alert-error' },
    h('button', { type: 'button', class: 'close', onclick: () => alert.remove() }, '×'), message);
  place.prepend(alert);
}
