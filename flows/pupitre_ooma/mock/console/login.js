// The sign-in card: two tabs, a country's flag beside the number, and what the server may ask besides.
import { button, dropdown, h, icon, line, link, show, t } from '/app/dom.js';
import { call } from '/app/protocol.js';
import { settings, variant } from '/app/settings.js';

const COUNTRIES = ['US', 'CA', 'FR', 'GB', 'AU'];
const ASKED = ['second_factor', 'captcha', 'change_password'];

export function showLogin(expired, entered) {
  let role = 'admin';
  let country = variant.countries === 'one' ? settings.country : 'US';
  const phone = h('input', { type: 'text', el: 'login.user.field' });
  const password = h('input', { type: 'password', el: 'login.password.field' });
  const keep = h('input', { type: 'checkbox' });
  const said = h('div', { class: 'login-said' });
  const submit = h('button', { type: 'submit', class: 'btn btn-success btn-large', el: 'login.submit' }, t('LOGIN.SUBMIT'));
  const flag = h('i', { class: 'flag flag-us' });

  function say(text) { said.replaceChildren(h('div', { class: 'alert alert-error' }, text)); }

  function choose(one) {
    country = one;
    flag.className = `flag flag-${one.toLowerCase()}`;
  }

  const flags = COUNTRIES.map((one) => ({
    face: [h('i', { class: `flag flag-${one.toLowerCase()}` }), ' ', t(`COUNTRY.${one}`)],
    pressed: () => choose(one)
  }));
  const numberLine = line('login.user', t('LOGIN.PHONE'), phone);
  if (variant.countries === 'several') {
    const controls = numberLine.querySelector('.controls');
    controls.classList.add('with-flag');
    controls.prepend(dropdown('', 'login.country', [flag], flags));
  }
  const form = h('form', { novalidate: 'novalidate' },
    numberLine,
    line('login.password', t('LOGIN.PASSWORD'), password),
    link({ class: 'forgot' }, () => {}, t('LOGIN.FORGOT')),
    said,
    h('div', { class: 'login-foot' }, h('label', { class: 'checkbox' }, keep, ' ', t('LOGIN.KEEP')), submit));

  function tab(name, picture) {
    const face = link({ el: `login.${name}s` }, () => {
      role = name;
      for (const item of tabs.children) { item.classList.toggle('active', item.$role === name); }
    }, h('span', { class: `picture picture-${picture}` }), t(name === 'admin' ? 'LOGIN.ADMINS' : 'LOGIN.USERS'));
    const item = h('li', { class: name === role ? 'active' : '' }, face);
    item.$role = name;
    return item;
  }

  const tabs = h('ul', { class: 'login-tabs' }, tab('admin', 'cloud'), tab('user', 'phone'));
  const card = h('div', { class: 'login-card' }, tabs, form);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    said.replaceChildren();
    submit.disabled = true;
    const body = { role, country, phone: phone.value, password: password.value, keep: keep.checked };
    let result = null;
    try {
      const answer = await call('POST', 'login', body);
      result = answer && answer.result;
      if (result === 'accepted') {
        // Whatever goes wrong from here is no answer to the password.
      } else if (ASKED.includes(result)) {
        card.replaceChildren(tabs, asking(result));
      } else {
        say(t(result === 'refused' ? 'LOGIN.REFUSED' : 'LOGIN.UNEXPECTED'));
      }
    } catch (failure) {
      say(t(failure.status === 401 ? 'LOGIN.REFUSED' : failure.status === 403 ? 'LOGIN.LOCKED' : 'ERROR.NETWORK'));
    }
    submit.disabled = false;
    if (result === 'accepted') { entered(); }
  });

  if (expired) { say(t('LOGIN.EXPIRED')); }
  show(h('div', { class: 'login-page' }, h('div', { class: 'brand' }, 'Ooma Office'), card,
    button('btn-warning', 'login.activate', () => {}, t('LOGIN.ACTIVATE'))));
}

function asking(what) {
  const field = h('input', { type: what === 'change_password' ? 'password' : 'text' });
  return h('form', { class: `asked asked-${what}`, onsubmit: (event) => event.preventDefault() },
    what === 'captcha' ? h('div', { class: 'captcha' }, icon('refresh')) : null,
    line('login.asked', t(`LOGIN.${what}`), field),
    h('div', { class: 'login-foot' }, h('button', { type: 'submit', class: 'btn btn-success' }, t('LOGIN.CONTINUE'))));
}
