// Building elements. `el` names an element for the faults; it leaves no trace in the page.
import { spoil } from '/app/faults.js';
import { variant } from '/app/settings.js';
import { t } from '/app/texts.js';

let fields = 0;

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'el') {
      element.$el = value;
    } else if (name === 'class') {
      element.className = value;
    } else if (name in element && typeof value !== 'string') {
      element[name] = value;
    } else {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  spoil(element);
  return element;
}

export function icon(name) { return h('i', { class: `fa fa-${name}` }); }

export function link(properties, pressed, ...children) {
  return h('a', {
    href: '#', ...properties,
    onclick: (event) => { event.preventDefault(); pressed(event); }
  }, ...children);
}

export function button(look, el, pressed, ...children) {
  return h('button', { type: 'button', class: `btn ${look}`, el, onclick: pressed }, ...children);
}

// A menu that opens under its button, as Bootstrap's.
export function dropdown(look, el, face, items) {
  const root = h('div', { class: 'btn-group' });
  const toggle = button(`${look} dropdown-toggle`, el, (event) => {
    event.stopPropagation();
    const open = root.classList.contains('open');
    closeMenus();
    root.classList.toggle('open', !open);
  }, ...face, ' ', h('b', { class: 'caret' }));
  const menu = h('ul', { class: 'dropdown-menu' });
  for (const item of items) {
    menu.append(h('li', {}, link({ el: item.el }, () => { closeMenus(); item.pressed(); }, ...item.face)));
  }
  root.append(toggle, menu);
  return root;
}

function closeMenus() {
  document.querySelectorAll('.btn-group.open').forEach((menu) => menu.classList.remove('open'));
}
document.addEventListener('click', closeMenus);

// One line of a form: a label, its field, and a place for what is wrong with it.
export function line(el, text, field, name = '') {
  const label = h('label', { class: 'control-label', el }, text);
  if (variant.labels === 'tied' && field.matches('input, select')) {
    fields += 1;
    field.id = `field_${fields}`;
    label.htmlFor = field.id;
  }
  field.$el = `${el}.field`;
  const wrong = h('span', { class: 'help-inline' });
  const row = h('div', { class: 'control-group', el: `${el}.row` }, label, h('div', { class: 'controls' }, field, wrong));
  row.$field = name;
  return row;
}

export function fill(select, options, chosen) {
  select.replaceChildren(...options.map((one) => h('option', { value: String(one.value) }, one.text)));
  const wanted = chosen === null || chosen === undefined ? null : String(chosen);
  if (wanted !== null) {
    select.value = wanted;
  }
}

export function table(headings, rows, look = '') {
  const head = h('tr', {}, ...headings.map((text) => h('th', {}, text)));
  return h('table', { class: `table ${look}` }, h('thead', {}, head), h('tbody', {}, ...rows));
}

export function show(...children) { document.querySelector('.page').replaceChildren(...children); }

export { t };
