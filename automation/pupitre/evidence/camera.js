// Runs in a world of its own beside each document of a console, which sees the page and is not seen by its scripts.
//
// Covers telephone numbers, e-mail addresses and password fields while a picture is taken. Text is painted black by
// the browser's own highlights and fields by a style sheet that no document holds: the page's elements stay as they
// are, and what lies under a dialog stays under it.
(() => {
  'use strict';
  const UNSEEN = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'TITLE', 'OPTION']);
  const INLINE = new Set(['inline', 'contents', 'ruby', 'ruby-base']);
  const LONGEST_ADDRESS = 64;
  const GIVEN_UP_MS = 5000;

  const GAP = '[\\s./()\\u2010-\\u2015-]{0,3}';
  const ABROAD = new RegExp(`(?<![\\d+])(?:\\+|00)${GAP}[1-9](?:${GAP}\\d){6,14}(?!\\d)`, 'g');
  const FRENCH = /(?<!\d)0[1-9](?:[\s.\u2010-\u2015-]{0,2}\d\d){4}(?!\d)/g;
  const WRITTEN = /(?<![\d.,:])\(?\d{2,5}\)?(?:[\s.\/\u2010-\u2015-]{1,3}\d{2,5}){2,5}(?![\d:])/g;
  const IN_TWO = /(?<![\d.,:])\(?0\d{1,4}\)?[\s.\/\u2010-\u2015-]{1,3}\d{5,8}(?![\d:])/g;
  const LOCAL = /(?<![\w.,:-])\d{3}-\d{4}(?![\w:-])/g;
  const RUN = /(?<![\w.,:])\d{9,15}(?![\w:])/g;
  const TIME = /(?<!\d)\d{1,2}[:hH]\d{2}(?::\d{2})?(?!\d)/g;
  const DATE = new RegExp(
    '(?<!\\d)(?:(?:19|20)\\d\\d([\\s./\\u2010-\\u2015-])(?:0?[1-9]|1[0-2])\\1(?:0?[1-9]|[12]\\d|3[01])' +
    '|(?:0?[1-9]|[12]\\d|3[01])([\\s./\\u2010-\\u2015-])(?:0?[1-9]|1[0-2])\\2(?:(?:19|20)\\d\\d|\\d\\d))(?!\\d)', 'g');
  const MACHINE = /(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])/g;
  const ADDRESS = new RegExp(`[\\p{L}\\p{N}._%+'-]{1,${LONGEST_ADDRESS}}@[\\p{L}\\p{N}.-]+\\.\\p{L}{2,}`, 'gu');

  let covered = null;

  // ASCII digits and blanks, letter by letter, so that a place in it is a place in the text.
  const levelled = text => text
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, digit => String(digit.charCodeAt(0) & 15))
    .replace(/[\uff10-\uff19]/g, digit => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, ' ')
    .replace(/\uff0b/g, '+');
  const digitsOf = text => text.replace(/\D/g, '');

  // "021 022 023" are extensions: as long as each other, and of one family.
  const areExtensions = text => {
    const all = text.match(/\d+/g);
    return all[0].length < 5 && all.every(each => each.length === all[0].length && each[0] === all[0][0]);
  };

  function found(text) {
    const places = [];
    if (text.includes('@')) {
      for (const hit of text.matchAll(ADDRESS)) places.push({kind: 'email', from: hit.index, to: hit.index + hit[0].length});
    }
    let level = levelled(text);
    if (digitsOf(level).length < 7) return places;
    const blank = pattern => { level = level.replace(pattern, hit => 'x'.repeat(hit.length)); };
    const take = (pattern, accepts) => {
      level = level.replace(pattern, (hit, ...more) => {
        const digits = digitsOf(hit);
        if (digits.length < 7 || digits.length > 15 || !accepts(hit)) return hit;
        const from = more.find(each => typeof each === 'number');
        places.push({kind: 'phone', from, to: from + hit.length, digits});
        return 'x'.repeat(hit.length);
      });
    };
    blank(TIME);
    take(ABROAD, () => true);
    take(FRENCH, () => true);
    blank(DATE);
    blank(MACHINE);
    take(WRITTEN, hit => !areExtensions(hit));
    take(IN_TWO, () => true);
    take(LOCAL, () => true);
    take(RUN, () => true);
    return places;
  }

  // The last two digits of a number that the file declares tell it from the next.
  function shortened(place, text, declared) {
    const own = (place.digits || '').replace(/^0+/, '');
    if (own.length < 7 || !declared.some(each => each.endsWith(own))) return place;
    let to = place.to;
    for (let left = 2; to > place.from && left; to -= 1) if (/\d/.test(levelled(text[to - 1]))) left -= 1;
    return {...place, to};
  }

  const isShown = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const meets = (rect, view) => rect.width > 0 && rect.height > 0 && rect.bottom > 0 && rect.right > 0 &&
    rect.top < view.innerHeight && rect.left < view.innerWidth;

  function look(root, view, declared, seen) {
    const blocks = new Map();
    const blockOf = element => {
      if (!element) return root;
      let block = blocks.get(element);
      if (block === undefined) {
        block = INLINE.has(view.getComputedStyle(element).display) ? blockOf(element.parentElement) : element;
        blocks.set(element, block);
      }
      return block;
    };
    let run = [], block = null;
    const close = () => {
      if (run.length) search(run, view, declared, seen);
      run = [];
    };
    seen.roots.push({root, view});
    const walker = root.ownerDocument ? root.ownerDocument.createTreeWalker(root, 5) : root.createTreeWalker(root, 5);
    for (let node; (node = walker.nextNode());) {
      if (node.nodeType === 1) {
        const name = node.nodeName.toUpperCase();
        if (name === 'BR') close();
        else if (name === 'INPUT' || name === 'TEXTAREA' || name === 'SELECT') field(node, name, view, declared, seen);
        else if (name === 'IFRAME' || name === 'FRAME' || name === 'OBJECT' || name === 'EMBED') frame(node, view, declared, seen);
        if (node.shadowRoot) { close(); look(node.shadowRoot, view, declared, seen); }
        continue;
      }
      const parent = node.parentElement;
      if (parent ? UNSEEN.has(parent.nodeName) || !parent.checkVisibility() : !node.data.trim()) continue;
      const at = blockOf(parent);
      if (at !== block) close();
      block = at;
      run.push(node);
    }
    close();
  }

  function search(run, view, declared, seen) {
    const text = run.length === 1 ? run[0].data : run.map(node => node.data).join('');
    if (!/[\d@\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/.test(text)) return;
    for (const hit of found(text)) {
      const place = shortened(hit, text, declared);
      let start = 0, shown = false;
      for (const node of run) {
        const from = Math.max(place.from - start, 0), to = Math.min(place.to - start, node.length);
        start += node.length;
        if (from >= to) continue;
        const drawing = node.parentElement && node.parentElement.namespaceURI === 'http://www.w3.org/2000/svg';
        const range = node.ownerDocument.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        seen.texts.push({node, from, to, range, drawing});
        shown ||= (!node.parentElement || isShown(node.parentElement)) &&
          [...range.getClientRects()].some(rect => meets(rect, view));
      }
      if (shown) seen.counts[place.kind] += 1;
    }
  }

  function field(node, name, view, declared, seen) {
    const type = (node.getAttribute('type') || '').toLowerCase(), hint = (node.getAttribute('autocomplete') || '').toLowerCase();
    let kinds;
    if (name === 'INPUT' && (type === 'password' || hint.includes('password'))) {
      if (node.value) seen.secret = true;
      kinds = ['password'];
    } else {
      const value = name === 'SELECT' ? [...node.selectedOptions].map(option => option.text).join('\n') : node.value;
      if (type === 'hidden' || !value) return;
      kinds = found(value).map(place => place.kind);
    }
    if (!kinds.length) return;
    seen.fields.push(node);
    if (isShown(node) && meets(node.getBoundingClientRect(), view)) for (const kind of kinds) seen.counts[kind] += 1;
  }

  function frame(node, view, declared, seen) {
    let inside = null;
    try { inside = node.contentDocument; } catch { inside = null; }
    if (inside && inside.defaultView) look(inside, inside.defaultView, declared, seen);
    else if (node.nodeName !== 'OBJECT' || node.data) {
      seen.fields.push(node);
      if (isShown(node) && meets(node.getBoundingClientRect(), view)) seen.counts.frame += 1;
    }
  }

  function everything(declared) {
    const seen = {roots: [], texts: [], fields: [], secret: false, counts: {phone: 0, email: 0, password: 0, frame: 0}};
    look(document, window, declared, seen);
    return seen;
  }

  function path(node, root) {
    const steps = [];
    for (let each = node; each !== root && each !== root.documentElement; each = each.parentNode) {
      steps.unshift(`:nth-child(${[...each.parentNode.children].indexOf(each) + 1})`);
    }
    return [root.documentElement ? ':root' : ':host', ...steps].join('>');
  }

  // Every letter by its number: nothing in a text ends the string or the rule.
  const quoted = text => `"${[...text].map(letter => `\\${letter.codePointAt(0).toString(16)} `).join('')}"`;

  function caption(says, place) {
    const low = place && place.y + place.height > innerHeight - 48;
    const rules = [];
    if (says) rules.push(`:root::after{all:initial!important;content:${quoted(says)}!important;position:fixed!important;` +
      `${low ? 'top' : 'bottom'}:0!important;left:0!important;right:0!important;z-index:2147483647!important;` +
      'box-sizing:border-box!important;padding:7px 16px!important;background:#12233f!important;color:#fff!important;' +
      `border-${low ? 'bottom' : 'top'}:3px solid #f76707!important;font:600 16px/22px system-ui,"DejaVu Sans",sans-serif!important;` +
      'white-space:nowrap!important;overflow:hidden!important;text-overflow:ellipsis!important;unicode-bidi:plaintext!important;' +
      'pointer-events:none!important}');
    if (place) rules.push(`:root::before{all:initial!important;content:""!important;position:fixed!important;` +
      `left:${place.x - 5}px!important;top:${place.y - 5}px!important;width:${place.width + 10}px!important;` +
      `height:${place.height + 10}px!important;box-sizing:border-box!important;border:3px solid #f76707!important;` +
      'border-radius:6px!important;box-shadow:0 0 0 2px #fff,0 0 12px 4px #0006!important;z-index:2147483647!important;' +
      'pointer-events:none!important}');
    return rules;
  }

  const BLACK = '{background:#000!important;filter:brightness(0)!important;opacity:1!important}';

  function cover(declared, says, place) {
    uncover();
    const seen = everything(declared);
    if (seen.secret) return {secret: true};
    const name = 'p' + crypto.getRandomValues(new Uint32Array(4)).join('');
    covered = {seen, name, sheets: [], views: new Set(), timer: 0};
    for (const {root, view} of seen.roots) {
      const texts = seen.texts.filter(each => each.node.getRootNode() === root);
      const rules = root === document ? caption(says, place) : [];
      if (texts.length) {
        const black = 'background-color:#000!important;color:#000!important;-webkit-text-fill-color:#000!important;' +
          '-webkit-text-stroke-color:#000!important;text-shadow:none!important';
        rules.push(`::highlight(${name}){${black}}`);
        const selection = view.getSelection();
        if (selection && !selection.isCollapsed) rules.push(`::selection{${black}}`);
        for (const each of texts) if (each.drawing) rules.push(`${path(each.node.parentElement, root)}{visibility:hidden!important}`);
      }
      const fields = seen.fields.filter(each => each.getRootNode() === root);
      for (const each of fields) rules.push(path(each, root) + BLACK);
      if (!rules.length) continue;
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(rules.join('\n'));
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
      covered.sheets.push({root, sheet});
    }
    const views = new Set(seen.roots.map(each => each.view));
    for (const view of views) {
      const ranges = seen.texts.filter(each => each.node.ownerDocument.defaultView === view).map(each => each.range);
      if (!ranges.length) continue;
      const highlight = new view.Highlight(...ranges);
      highlight.priority = 2147483647;
      view.CSS.highlights.set(name, highlight);
      covered.views.add(view);
    }
    covered.timer = setTimeout(uncover, GIVEN_UP_MS);
    const holds = seen.fields.every(each => {
      const style = each.ownerDocument.defaultView.getComputedStyle(each);
      return style.filter === 'brightness(0)' && style.backgroundColor === 'rgb(0, 0, 0)';
    });
    return {counts: seen.counts, holds};
  }

  function uncover() {
    if (!covered) return;
    const {sheets, views, name, timer} = covered;
    covered = null;
    clearTimeout(timer);
    for (const {root, sheet} of sheets) root.adoptedStyleSheets = root.adoptedStyleSheets.filter(each => each !== sheet);
    for (const view of views) view.CSS.highlights.delete(name);
  }

  // Says whether all that is there to be covered was covered while the picture was taken.
  function finish(declared) {
    if (!covered) return false;
    const before = covered.seen;
    let now;
    try { now = everything(declared); } finally { uncover(); }
    const texts = new Map();
    for (const {node, from, to} of before.texts) texts.set(node, [...(texts.get(node) || []), [from, to]]);
    return !now.secret && now.fields.every(each => before.fields.includes(each)) &&
      now.texts.every(({node, from, to}) => (texts.get(node) || []).some(([a, b]) => a <= from && to <= b));
  }

  globalThis.pupitre = {cover, finish, uncover};
})();
