// The routes of the manager. Addresses are bare hashes: #extensions, #manage_phone_number.
import { closeDialogs } from '/app/dialogs.js';
import { h, t } from '/app/dom.js';
import { showExtensions } from '/app/extensions.js';
import { showLogin } from '/app/login.js';
import { showNumbers } from '/app/numbers.js';
import { get, onExpiry } from '/app/protocol.js';
import { variant } from '/app/settings.js';
import { showShell } from '/app/shell.js';

let person = null;

const TITLES = {
  virtual_receptionist: 'KIND.receptionist', conferences: 'NAV.CONFERENCES', preferences: 'NAV.PREFERENCES',
  settings: 'NAV.SETTINGS', billing: 'NAV.ACCOUNT', account: 'NAV.ACCOUNT', addons: 'NAV.ADDONS'
};

function route() { return window.location.hash.replace(/^#\/?/, '') || 'call_logs'; }

function render() {
  closeDialogs();
  if (!person) { return; }
  const where = route();
  const content = showShell(person, where, signedOut);
  if (where === 'extensions' || (where === 'settings' && variant.manager === 'newer')) {
    showExtensions(content);
  } else if (where === 'manage_phone_number') {
    showNumbers(content);
  } else {
    content.append(h('h1', {}, t(TITLES[where] || 'NAV.USE')));
  }
}

function signIn(expired) {
  person = null;
  closeDialogs();
  showLogin(expired, async () => {
    try {
      person = await get('session');
      render();
    } catch { /* a session that is gone already shows the card again */ }
  });
}

function signedOut() {
  person = null;
  window.history.replaceState(null, '', '/');
  signIn(false);
}

onExpiry(() => { signIn(person !== null); });
window.addEventListener('hashchange', render);

get('session').then((found) => { person = found; render(); }, (failure) => {
  if (failure.status !== 401) { signIn(false); }
});
