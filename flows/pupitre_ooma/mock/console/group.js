// The classic dialog of a ring group: tabs Basic and Advanced, one Save for both, left by the x.
import { dialog, forget, refuse, tabbed } from '/app/dialogs.js';
import { button, h, line, t } from '/app/dom.js';
import { fault, freeze, losesThisClick } from '/app/faults.js';
import { EMPTY, groupFields } from '/app/fields.js';
import { call, get } from '/app/protocol.js';

export async function openGroup(content, key, changed) {
  forget(content);
  let group = EMPTY;
  try {
    if (key) { group = await get(`groups/${key}`); }
  } catch (failure) {
    refuse(content, failure);
    return;
  }
  if (fault('dialog_never')) { return; }
  const late = fault('dialog_late');
  window.setTimeout(() => build(group, changed), late ? late.seconds * 1000 : 0);
}

function build(group, changed) {
  const fields = groupFields(group, { extension: 'GROUP.EXTENSION', target: (one) => one.name });
  const members = h('div', { class: 'members' });
  const { lines } = fields;
  const body = tabbed([
    {
      el: 'group.basic', title: t('GROUP.BASIC'),
      lines: [lines.extension, lines.name, lines.ring, line('group.members', t('GROUP.MEMBERS'), members, 'members')]
    },
    { el: 'group.advanced', title: t('GROUP.ADVANCED'), lines: [lines.seconds, lines.fallback, lines.target] }
  ]);
  const checked = () => [...members.querySelectorAll('input')].filter((box) => box.checked)
    .map((box) => Number(box.value));

  const save = button('btn-success', 'group.save', async () => {
    forget(shown.box);
    save.disabled = true;
    try {
      const written = { ...fields.values(), members: checked() };
      await (group.key ? call('PUT', `groups/${group.key}`, written) : call('POST', 'groups', written));
      shown.close();
      await changed();
    } catch (failure) {
      save.disabled = false;
      refuse(shown.box, failure);
    }
  }, t('GROUP.SAVE'));
  const title = group.key ? t('GROUP.TITLE', group.extension) : t('GROUP.ADD_TITLE');
  const shown = dialog(title, h('div', { class: 'form-horizontal' }, body), [save], 'modal-group');

  Promise.all([fields.arrive(), fillMembers(members, group)]).catch((failure) => refuse(shown.box, failure));
  freeze();
}

// The users by extension, row by row in two columns, shown by name only.
async function fillMembers(place, group) {
  const { users } = await get('users');
  if (fault('members_by_name')) { users.sort((one, other) => one.name.localeCompare(other.name)); }
  place.replaceChildren(...users.map((user) => {
    const box = h('input', { type: 'checkbox', value: String(user.key) });
    box.checked = group.members.includes(user.key);
    box.addEventListener('change', () => {
      if (losesThisClick()) { window.setTimeout(() => { box.checked = !box.checked; }); }
    });
    return h('label', { class: 'checkbox' }, box, ' ', user.name);
  }));
}
