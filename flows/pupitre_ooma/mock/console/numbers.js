// "Manage Phone Numbers": a drop-down in every row, and one Save for the whole table.
import { forget, refuse } from '/app/dialogs.js';
import { button, dropdown, fill, h, icon, t, table } from '/app/dom.js';
import { fault } from '/app/faults.js';
import { call, get } from '/app/protocol.js';

export async function showNumbers(content) {
  const place = h('div', { class: 'place' });
  content.replaceChildren(h('h1', { el: 'numbers.title' }, t('NUMBERS.TITLE')), place);
  let selects = [];

  async function load() {
    const { rows, choices } = await get('numbers');
    const options = choices.map((one) => ({ value: one.key, text: `${one.extension} (${one.name})` }));
    selects = rows.map((row) => chooser(row, options, choices));
    const headings = ['', t('LIST.NUMBER'), t('LIST.EXTENSION'), t('LIST.NAME'), t('LIST.TYPE')];
    const body = rows.map((row, index) => h('tr', {},
      h('td', { class: 'index' }, String(index + 1)),
      h('td', {}, row.number),
      h('td', {}, selects[index]),
      h('td', {}, row.name),
      h('td', {}, row.kind ? t(`KIND.${row.kind}`) : '')));
    const port = button('btn-primary', 'numbers.port', () => {}, icon('share'), ' ', t('NUMBERS.PORT'));
    const kinds = ['NUMBERS.LOCAL', 'NUMBERS.TOLL_FREE'].map((key) => ({ face: [t(key)], pressed: () => {} }));
    place.replaceChildren(table(headings, body, 'table-numbers'), h('div', { class: 'page-foot' },
      dropdown('btn-primary', 'numbers.add', [icon('plus'), ' ', t('NUMBERS.ADD')], kinds), ' ', port,
      h('span', { class: 'help-inline' }),
      button('btn-success pull-right', 'numbers.save', save, t('GROUP.SAVE'))));
  }

  // Name and Type stay those of the stored choice until the table is saved.
  function chooser(row, options, choices) {
    const select = h('select', { el: 'numbers.choice' });
    const nowhere = row.target === null ? [{ value: '', text: t('NUMBERS.NOWHERE') }] : [];
    fill(select, [...nowhere, ...options], row.target === null ? '' : row.target);
    select.$id = row.id;
    const begun = fault('unsaved_choice');
    const other = begun && choices.find((one) => one.extension === begun.extension);
    if (other && begun.number === row.id) { select.value = String(other.key); }
    return select;
  }

  async function save(event) {
    forget(content);
    event.target.disabled = true;
    const rows = selects.map((select) => ({
      id: select.$id, target: select.value === '' ? null : Number(select.value)
    }));
    try {
      await call('PUT', 'numbers', { rows });
      if (!fault('stale_page')) { await load(); }
    } catch (failure) {
      refuse(content, failure);
    }
    event.target.disabled = false;
  }

  try {
    await load();
  } catch (failure) {
    refuse(content, failure);
  }
}
