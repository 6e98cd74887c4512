// The newer manager's ring group: a panel in place of the list, with members in two lists.
import { dialog, forget, refuse, tabbed } from '/app/dialogs.js';
import { button, h, icon, line, link, t } from '/app/dom.js';
import { fault, freeze, losesThisClick } from '/app/faults.js';
import { EMPTY, groupFields } from '/app/fields.js';
import { call, get } from '/app/protocol.js';

const named = (one) => `${one.name} (${one.extension})`;

export async function openNewerGroup(content, key, changed, remove) {
  forget(content);
  let group = EMPTY;
  let users;
  try {
    if (key) { group = await get(`groups/${key}`); }
    if (fault('dialog_never')) { return; }
    ({ users } = await get('users'));
  } catch (failure) {
    refuse(content, failure);
    return;
  }
  if (fault('members_by_name')) { users.sort((one, other) => one.name.localeCompare(other.name)); }
  const late = fault('dialog_late');
  window.setTimeout(() => build(content, group, users, changed, remove), late ? late.seconds * 1000 : 0);
}

function build(content, group, users, changed, remove) {
  const behind = [...content.children];
  const fields = groupFields(group, { extension: 'NEWER.EXTENSION', target: named });
  const { lines } = fields;
  const byKey = new Map(users.map((user) => [user.key, user]));
  let members = group.members.filter((key) => byKey.has(key));
  const list = h('ol', { class: 'member-list' });
  const showMembers = () => list.replaceChildren(...members.map((key) => h('li', {}, named(byKey.get(key)))));
  showMembers();

  const direct = h('span', { class: 'uneditable' }, group.numbers.join(', ') || t('NEWER.NO_DIRECT'));
  const edit = button('', 'group.edit_members', () => editMembers(users, members, (chosen) => {
    members = chosen;
    showMembers();
  }), t('NEWER.EDIT_MEMBERS'));
  const body = tabbed([
    {
      el: 'group.basic', title: t('NEWER.GENERAL'),
      lines: [lines.name, lines.extension, line('group.direct', t('NEWER.DIRECT'), direct), lines.ring, lines.seconds]
    },
    { el: 'group.members', title: t('NEWER.MEMBERS'), lines: [line('group.list', t('NEWER.MEMBERS'), list, 'members'), edit] },
    { el: 'group.advanced', title: t('NEWER.UNANSWERED'), lines: [lines.fallback, lines.target] }
  ]);

  // The list behind is the same one, whether or not it was loaded again meanwhile.
  const close = () => content.replaceChildren(...behind);
  const save = button('btn-success', 'group.save', async () => {
    forget(panel);
    save.disabled = true;
    try {
      const written = { ...fields.values(), members };
      await (group.key ? call('PUT', `groups/${group.key}`, written) : call('POST', 'groups', written));
      close();
      await changed();
    } catch (failure) {
      save.disabled = false;
      refuse(panel, failure);
    }
  }, t('GROUP.SAVE'));
  const gone = group.key ? button('btn-danger', 'group.delete', async () => {
    forget(panel);
    if (await remove()) { close(); }
  }, t('NEWER.DELETE')) : null;
  const title = group.key ? t('NEWER.GROUP', group.name) : t('NEWER.ADD_TITLE');
  const panel = h('div', { class: 'panel form-horizontal' },
    h('div', { class: 'panel-head' },
      link({ class: 'close', el: 'group.close' }, close, '×'), h('h2', { el: 'group.title' }, title)),
    body,
    h('div', { class: 'page-foot' }, h('span', { class: 'help-inline' }), gone, save));
  content.replaceChildren(panel);
  fields.arrive().catch((failure) => refuse(panel, failure));
  freeze();
}

// Two lists; arrows without a word move what is chosen from one to the other, and up and down in the second.
function editMembers(users, members, done) {
  const byKey = new Map(users.map((user) => [user.key, user]));
  let chosen = [...members];
  const left = h('select', { multiple: true, size: 8 });
  const right = h('select', { multiple: true, size: 8 });
  const picked = (select) => [...select.selectedOptions].map((option) => Number(option.value));

  function draw(marked = []) {
    const option = (key) => h('option', { value: String(key) }, named(byKey.get(key)));
    left.replaceChildren(...users.filter((user) => !chosen.includes(user.key)).map((user) => option(user.key)));
    right.replaceChildren(...chosen.map(option));
    for (const one of right.options) { one.selected = marked.includes(Number(one.value)); }
  }

  function move(change) {
    if (losesThisClick()) { return; }
    change();
  }

  const arrow = (name, el, change) => button('', el, () => move(change), icon(name));
  const step = (by) => () => {
    const marked = picked(right);
    const order = by < 0 ? marked : [...marked].reverse();
    for (const key of order) {
      const at = chosen.indexOf(key);
      const to = at + by;
      if (to >= 0 && to < chosen.length && !marked.includes(chosen[to])) {
        chosen.splice(to, 0, ...chosen.splice(at, 1));
      }
    }
    draw(marked);
  };
  const body = h('div', { class: 'two-lists' },
    line('members.available', t('NEWER.AVAILABLE'), left),
    h('div', { class: 'arrows' },
      arrow('arrow-right', 'members.right', () => { chosen = [...chosen, ...picked(left)]; draw(); }),
      arrow('arrow-left', 'members.left', () => {
        const out = picked(right);
        chosen = chosen.filter((key) => !out.includes(key));
        draw();
      })),
    line('members.chosen', t('NEWER.MEMBERS'), right),
    h('div', { class: 'arrows' }, arrow('arrow-up', 'members.up', step(-1)), arrow('arrow-down', 'members.down', step(1))));
  const shown = dialog(t('NEWER.EDIT_MEMBERS'), body,
    [button('btn-success', 'members.done', () => { shown.close(); done(chosen); }, t('NEWER.DONE'))], 'modal-lists');
  draw();
}
