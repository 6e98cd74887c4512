// "Manage Extensions": the table with gear and bin, or the newer one whose rows open.
import { confirmed, dialog, forget, refuse } from '/app/dialogs.js';
import { button, dropdown, fill, h, icon, line, link, t, table } from '/app/dom.js';
import { fault, pop } from '/app/faults.js';
import { openGroup } from '/app/group.js';
import { openNewerGroup } from '/app/newer.js';
import { call, get } from '/app/protocol.js';
import { variant } from '/app/settings.js';

const newer = variant.manager === 'newer';
let newsShown = false;

export async function showExtensions(content) {
  const place = h('div', { class: 'place' });
  content.replaceChildren(h('h1', { el: 'extensions.title' }, t(newer ? 'NEWER.TITLE' : 'LIST.TITLE')), place);

  async function load() {
    const { rows } = await get('extensions');
    const headings = ['LIST.EXTENSION', 'LIST.NUMBER', 'LIST.NAME', 'LIST.TYPE'].map((key) => t(key));
    place.replaceChildren(
      table(newer ? headings : [...headings, ''], rows.map(row), newer ? 'table-newer' : 'table-classic'),
      h('div', { class: 'page-foot' }, ...adding(), h('span', { class: 'help-inline' })));
  }

  // A fault keeps the table as it was: then only a fresh load shows what was saved.
  const changed = () => (fault('stale_page') ? undefined : load());

  function row(one) {
    const cells = [
      h('td', { class: 'extension' }, one.extension),
      h('td', {}, ...one.numbers.map((number) => h('div', {}, number))),
      h('td', {}, one.name),
      h('td', {}, h('span', {}, t(`KIND.${one.kind}`)), ' ',
        ...one.devices.map((device) => h('span', { class: `device device-${device}` })))
    ];
    if (newer) {
      return h('tr', { class: 'opens', onclick: () => settings(one) }, ...cells);
    }
    const bin = one.kind === 'receptionist' ? null
      : link({ class: 'action', el: 'row.bin' }, () => remove(one), icon('trash-o'));
    const gear = link({ class: 'action', el: 'row.settings' }, () => settings(one), icon('cog'));
    return h('tr', {}, ...cells, h('td', { class: 'actions' }, gear, bin));
  }

  async function settings(one) {
    if (one.kind === 'group') {
      (newer ? openNewerGroup : openGroup)(content, one.key, changed, () => remove(one));
    } else if (one.kind === 'user') {
      openUser(one, changed);
    } else {
      window.location.hash = one.kind === 'receptionist' ? 'virtual_receptionist' : 'conferences';
    }
  }

  async function remove(one) {
    forget(content);
    if (!await confirmed(one.extension, one.name)) { return false; }
    try {
      await call('DELETE', `extensions/${one.key}`);
      await changed();
      return true;
    } catch (failure) {
      refuse(content, failure);
      return false;
    }
  }

  function adding() {
    const user = { el: 'extensions.add_user', face: [t('LIST.ADD_USER')], pressed: () => openUser(null, changed) };
    const addGroup = () => (newer ? openNewerGroup : openGroup)(content, null, changed);
    const group = { el: 'extensions.add_group', face: [t('LIST.ADD_GROUP')], pressed: addGroup };
    if (variant.adding === 'menu' && !newer) {
      return [dropdown('btn-primary', 'extensions.add', [icon('plus'), ' ', t('LIST.ADD')], [user, group])];
    }
    return [user, group].map((one) => button('btn-primary', one.el, one.pressed, icon('plus'), ' ', ...one.face));
  }

  try {
    await load();
  } catch (failure) {
    refuse(content, failure);
    return;
  }
  if (fault('news_modal') && !newsShown) {
    newsShown = true;
    const news = dialog(t('NEWS.TITLE'), h('p', {}, t('NEWS.TEXT')),
      [button('btn-primary', 'news.ok', () => news.close(), t('NEWS.OK'))], 'modal-small');
  }
  pop();
}

// A person's own settings: here they are only a name, so that a wrong gear opens something else.
async function openUser(one, changed) {
  const name = h('input', { type: 'text' });
  const extension = h('select');
  const save = button('btn-success', 'user.save', async () => {
    forget(shown.box);
    try {
      const body = { extension: extension.value, name: name.value };
      await (one ? call('PUT', `users/${one.key}`, body) : call('POST', 'users', body));
      shown.close();
      changed();
    } catch (failure) { refuse(shown.box, failure); }
  }, t('GROUP.SAVE'));
  const form = h('div', { class: 'form-horizontal' },
    line('user.extension', t('GROUP.EXTENSION'), extension, 'extension'),
    line('user.name', t('GROUP.NAME'), name, 'name'));
  const shown = dialog(one ? t('GROUP.TITLE', one.extension) : t('USER.ADD_TITLE'), form, [save]);
  if (one) { name.value = one.name; }
  const free = (await get('free_extensions')).extensions;
  fill(extension, (one ? [one.extension] : free).map((number) => ({ value: number, text: number })));
}
