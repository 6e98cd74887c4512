// What stands around every page: the tabs, the name with the way out, and the second row of links.
import { dropdown, h, icon, link, show, t } from '/app/dom.js';
import { call } from '/app/protocol.js';
import { variant } from '/app/settings.js';

const SETUP = [
  variant.manager === 'newer' ? ['settings', 'NAV.SETTINGS'] : ['extensions', 'NAV.EXTENSIONS'],
  ['manage_phone_number', 'NAV.NUMBERS'],
  ['virtual_receptionist', 'NAV.RECEPTIONIST'],
  ['conferences', 'NAV.CONFERENCES'],
  ['preferences', 'NAV.PREFERENCES']
];
const TABS = [['call_logs', 'NAV.USE'], [SETUP[0][0], 'NAV.SETUP'], ['account', 'NAV.ACCOUNT'], ['addons', 'NAV.ADDONS']];

export function showShell(person, where, signedOut) {
  const inSetup = SETUP.some(([route]) => route === where) || where === 'extensions';
  const isActive = (route) => route === where || (route === SETUP[0][0] && inSetup);
  const isHere = (route) => route === where || (route === SETUP[0][0] && where === 'extensions');
  const tabs = TABS.map(([route, key]) =>
    h('li', { class: isActive(route) ? 'active' : '' }, h('a', { href: `#${route}`, el: `nav.${key}` }, t(key))));
  const links = SETUP.map(([route, key]) =>
    h('li', { class: isHere(route) ? 'active' : '' }, h('a', { href: `#${route}`, el: `nav.${route}` }, t(key))));
  const leave = async () => {
    try { await call('POST', 'logout', {}); } catch { /* signed out or not, the page forgets */ }
    signedOut();
  };
  const content = h('div', { class: 'content' });
  show(
    h('div', { class: 'header' },
      h('div', { class: 'brand' }, 'Ooma Office'),
      h('ul', { class: 'main-tabs' }, ...tabs,
        h('li', {}, link({ class: 'btn btn-warning' }, () => {}, t('NAV.ASSISTANT')))),
      h('div', { class: 'who' }, dropdown('', 'shell.name', [h('span', {}, person.name)], [
        { face: [icon('wrench'), ' ', t('NAV.ACCOUNT')], pressed: () => { window.location.hash = 'account'; } },
        { el: 'shell.sign_out', face: [icon('arrow-right'), ' ', t('NAV.SIGN_OUT')], pressed: leave }
      ]))),
    h('div', { class: 'band' }, inSetup ? h('ul', {}, ...links) : null),
    content);
  return content;
}
