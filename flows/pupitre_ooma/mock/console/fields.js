// The fields of a ring group that both managers have, filled as the lists arrive.
import { fill, h, line, t } from '/app/dom.js';
import { get } from '/app/protocol.js';

export const EMPTY = {
  key: 0, extension: null, name: '', members: [], ring: 'simultaneous', seconds: 30, fallback: 'voicemail', target: null,
  numbers: []
};

const RINGS = Array.from({ length: 10 }, (_, index) => index + 1);

export function groupFields(group, shown) {
  const extension = h('select');
  const name = h('input', { type: 'text' });
  const ring = h('select');
  const seconds = h('select');
  const fallback = h('select');
  const target = h('select');
  const lines = {
    extension: line('group.extension', t(shown.extension), extension, 'extension'),
    name: line('group.name', t('GROUP.NAME'), name, 'name'),
    ring: line('group.ring', t('GROUP.RING'), ring),
    seconds: line('group.duration', t('GROUP.DURATION'), seconds),
    fallback: line('group.fallback', t('GROUP.FALLBACK'), fallback),
    target: line('group.target', t('GROUP.TARGET_voicemail'), target, 'target')
  };
  const modes = ['simultaneous', 'sequential'];
  const kinds = ['voicemail', 'extension'];
  fill(ring, modes.map((mode) => ({ value: mode, text: t(`GROUP.${mode}`) })), group.ring);
  fill(seconds, RINGS.map((rings) => ({
    value: rings * 6, text: t(rings === 1 ? 'GROUP.SECONDS_1' : 'GROUP.SECONDS', rings * 6, rings)
  })), group.seconds);
  fill(fallback, kinds.map((kind) => ({ value: kind, text: t(`GROUP.${kind}`) })), group.fallback);
  name.value = group.name;

  // The list below follows the choice above: it is emptied at once and filled when the answer is there.
  let asked = 0;
  async function follow(chosen) {
    asked += 1;
    const mine = asked;
    lines.target.querySelector('label').replaceChildren(t(`GROUP.TARGET_${fallback.value}`));
    target.replaceChildren();
    const { targets } = await get(`targets?kind=${fallback.value}&group=${group.key}`);
    if (mine !== asked) { return; }
    const options = targets.map((one) => ({ value: one.key, text: shown.target(one) }));
    const lost = group.key && chosen === null && fallback.value === group.fallback;
    fill(target, lost ? [{ value: '', text: '' }, ...options] : options, lost ? '' : chosen);
  }
  fallback.addEventListener('change', () => follow(fallback.value === group.fallback ? group.target : null));

  async function offer() {
    const { extensions } = await get('free_extensions');
    const numbers = group.extension ? [group.extension, ...extensions] : extensions;
    fill(extension, numbers.map((number) => ({ value: number, text: number })), group.extension);
  }

  return {
    lines,
    arrive: () => Promise.all([offer(), follow(group.key ? group.target : undefined)]),
    values: () => ({
      extension: extension.value,
      name: name.value,
      ring: ring.value,
      seconds: Number(seconds.value),
      fallback: fallback.value,
      target: target.value === '' ? null : Number(target.value)
    })
  };
}
