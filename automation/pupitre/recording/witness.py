"""What a page tells of each thing a person does in it, besides what Playwright's recorder says.

Playwright's recorder does not tell a password's field from another. A script of
ours, which hears each event before anything else does, does: of such a field it
says that it is one, never what is in it. It also says whether the page is one to
sign in on, what the makers called an element, and which lines of a list were chosen.

With the Alt key held, a click is no click: it names what must be there in the end.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BINDING = "pupitreWitness"
_SALT = secrets.token_bytes(32)

SCRIPT = r"""
(() => {
  if (window.__pupitreWitness) return;
  Object.defineProperty(window, '__pupitreWitness', {value: true});
  const secrets = new WeakSet();
  const isSecret = e => {
    if (!e || e.nodeName !== 'INPUT') return false;
    const hint = e.getAttribute('autocomplete') || '';
    if (/^password$/i.test(e.type) || /password|one-time-code|cc-/i.test(hint)) secrets.add(e);
    return secrets.has(e);
  };
  const shown = e => e.getClientRects().length > 0;
  const anySecret = root => {
    for (const e of root.querySelectorAll('input')) if (isSecret(e) && shown(e)) return true;
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot && anySecret(e.shadowRoot)) return true;
    return false;
  };
  const short = text => (text || '').replace(/\s+/g, ' ').trim().slice(0, 200);
  const one = (root, css) => { try { return root.querySelectorAll(css).length === 1; } catch { return false; } };
  const cssOf = e => {
    const root = e.getRootNode();
    const stable = e.id && !/\d{3,}|[:{}]/.test(e.id) ? '#' + CSS.escape(e.id) : '';
    if (stable && one(root, stable)) return stable;
    const name = e.getAttribute('name');
    const named = name && !/\d{3,}|[{}]/.test(name) ? `${e.localName}[name=${JSON.stringify(name)}]` : '';
    return named && one(root, named) ? named : '';
  };
  const labelOf = e => e.labels && e.labels.length === 1 && !e.labels[0].querySelector('select, textarea')
    ? short(e.labels[0].textContent) : '';
  const facts = e => {
    const near = e.closest && (e.closest('button, a, input, select, textarea, [role]') || e);
    if (!near || !near.getAttribute) return {};
    const root = near.getRootNode(), told = {};
    const testid = near.getAttribute('data-testid');
    if (testid && one(root, `[data-testid=${JSON.stringify(testid)}]`)) told.testid = short(testid);
    const label = labelOf(near);
    if (label && [...root.querySelectorAll('label')].filter(l => short(l.textContent) === label).length === 1)
      told.label = label;
    const hint = near.getAttribute('placeholder');
    if (hint && one(root, `[placeholder=${JSON.stringify(hint)}]`)) told.placeholder = short(hint);
    const pressed = {BUTTON: 'button', A: 'link'}[near.nodeName];
    if (pressed && short(near.innerText)) Object.assign(told, {role: pressed, name: short(near.innerText)});
    const css = cssOf(near);
    if (css) told.css = css;
    return told;
  };
  const where = () => location.pathname + location.hash;
  const deep = event => event.composedPath()[0] || event.target;
  const tell = (kind, event, more) => {
    const e = deep(event);
    const secret = isSecret(e);
    window.BINDING({kind, secret, signin: anySecret(document), at: where(), facts: secret ? {} : facts(e), ...more});
  };
  const expected = e => {
    if (isSecret(e)) return null;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.nodeName)) {
      const chosen = e.nodeName === 'SELECT' && e.selectedOptions[0] && e.selectedOptions[0].text;
      const ticked = /^(checkbox|radio)$/.test(e.type) && String(e.checked);
      const value = ticked || short(e.nodeName === 'SELECT' ? chosen : e.value);
      const name = labelOf(e) || e.getAttribute('aria-label') || e.getAttribute('placeholder');
      return name ? {field: short(name), is: value} : null;
    }
    const row = e.closest('tr, [role=row]');
    const cells = row ? [...row.querySelectorAll('td, th, [role=cell], [role=gridcell]')] : [];
    const said = cells.map(cell => short(cell.innerText)).filter(Boolean);
    if (said.length > 1) return {row: said.slice(0, 6)};
    return short(e.innerText) ? {text: short(e.innerText)} : null;
  };
  const said = e => isSecret(e) ? '' : short(e.getAttribute && e.getAttribute('aria-label') || e.innerText || '');
  const withAlt = event => {
    if (!event.altKey || event.button !== 0) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === 'click') {
      const what = expected(deep(event));
      if (what) tell('expect', event, {expected: what});
    }
    return true;
  };
  for (const kind of ['pointerdown', 'mousedown', 'pointerup', 'mouseup'])
    window.addEventListener(kind, withAlt, true);
  window.addEventListener('click', event => {
    if (withAlt(event)) return;
    const e = deep(event), label = e.closest && e.closest('label');
    const control = label && label.control;
    const ticks = !!control && control !== e && /^(checkbox|radio)$/.test(control.type);
    if (/^(SELECT|OPTION)$/.test(e.nodeName)) return;
    tell('click', event, {ticks, detail: event.detail, said: said(e)});
  }, true);
  window.addEventListener('auxclick', event => {
    if (event.button === 1) tell('click', event, {detail: event.detail, said: said(deep(event))});
  }, true);
  window.addEventListener('contextmenu', event => tell('click', event, {right: true, said: said(deep(event))}), true);
  window.addEventListener('keydown', event => {
    tell('press', event, isSecret(deep(event)) ? {} : {key: event.key});
  }, true);
  window.addEventListener('input', event => {
    const e = deep(event);
    if (isSecret(e)) return tell('input', event, {});
    if (e.nodeName === 'SELECT') {
      const chosen = [...e.selectedOptions];
      return tell('input', event, {options: chosen.map(o => o.value), labels: chosen.map(o => short(o.text))});
    }
    const value = e.isContentEditable ? e.innerText : e.value;
    const files = e.type === 'file' ? [...(e.files || [])].map(f => f.name) : undefined;
    tell('input', event, {value, files, editable: !!e.isContentEditable});
  }, true);
})()
""".replace("BINDING", BINDING)


@dataclass
class Report:
    """One thing that a page told; `number` counts the reports of a recording."""

    kind: str
    page: str
    number: int = 0
    secret: bool = False
    signin: bool = False
    at: str = ""
    value: str | None = None
    key: str = ""
    ticks: bool = False
    detail: int = 1
    right: bool = False
    said: str = ""
    files: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    expected: Mapping[str, Any] = field(default_factory=dict)


def read_report(page: str, told: Any) -> Report | None:
    """Return what a page told as a value; None for anything else than what the script says."""
    if not isinstance(told, dict) or told.get("kind") not in ("click", "press", "input", "expect"):
        return None
    secret = told.get("secret") is not False
    value = told.get("value")
    return Report(
        kind=told["kind"],
        page=page,
        secret=secret,
        signin=told.get("signin") is not False,
        at=str(told.get("at") or "")[:500],
        value=value if isinstance(value, str) and not secret else None,
        key=str(told.get("key") or "")[:20],
        ticks=told.get("ticks") is True,
        detail=told["detail"] if isinstance(told.get("detail"), int) else 1,
        right=told.get("right") is True,
        said=str(told.get("said") or "")[:200] if not secret else "",
        files=_texts(told.get("files")),
        options=_texts(told.get("options")),
        labels=_texts(told.get("labels")),
        facts=told["facts"] if isinstance(told.get("facts"), dict) and not secret else {},
        expected=told["expected"] if isinstance(told.get("expected"), dict) and not secret else {},
    )


def fingerprint(text: str) -> str:
    """Return what tells whether two texts of this process are the same, and nothing else of them."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), key=_SALT).hexdigest()


def fits(report: Report, action: Any) -> bool:
    """Return whether a report and an action of the recorder tell of the same event."""
    match action.name:
        case "fill":
            same = report.secret or bool(report.files) or fingerprint(report.value or "") == action.text
            return report.kind == "input" and same
        case "select":
            return report.kind == "input" and not report.secret and report.options == action.options
        case "press":
            key = action.key.rpartition("+")[2] or "+"
            return report.kind == "press" and (report.secret or report.key in (key, " " if key == "Space" else key))
        case "click":
            if report.kind != "click" or report.right != (action.button == "right"):
                return False
            return report.right or report.detail == action.clicks
        case "check" | "uncheck":
            return report.kind == "click" or (report.kind == "press" and report.key == " ")
        case _:
            return False


def agrees(report: Report, action: Any) -> bool:
    """Return whether a report quotes what an action's element is called."""
    for part in reversed(action.target):
        name = str(part.options.get("name") or "") if part.kind == "role" else part.body if part.kind == "text" else ""
        if name:
            plain, said = " ".join(name.split()).casefold(), " ".join(report.said.split()).casefold()
            return bool(said) and (plain in said or said in plain)
    return False


def _texts(told: Any) -> tuple[str, ...]:
    return tuple(each[:500] for each in told[:50] if isinstance(each, str)) if isinstance(told, list) else ()
