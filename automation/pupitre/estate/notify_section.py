"""Who is told what unattended runs came to, and which address notices silence.

The addresses of mail servers and chats hold passwords and tokens, so a file says where
they are and never what they are.
"""

from __future__ import annotations

from pupitre.estate import keys
from pupitre.estate.model import Notify
from pupitre.estate.nodes import Listing, Mapping, Node, Scalar
from pupitre.estate.problems import below, quoted, suggestion
from pupitre.estate.secret import SecretError, SecretReference
from pupitre.estate.section import Section

#: What a night can be told as. That there was nothing to do is told once a week, in the digest.
NOTICES = ("changed", "drift", "refused", "person", "blocked", "failed", "missed", "digest")
MOST_ADDRESSES = 50


def read_notify(section: Section) -> tuple[Notify, ...]:
    """Return the entries of `notify:`, one or a list."""
    node = section.node("notify")
    if node is None:
        return ()
    if isinstance(node, Mapping):
        entries: list[tuple[Node, str]] = [(node, "notify")]
    elif isinstance(node, Listing):
        entries = [(item, f"notify[{number}]") for number, item in enumerate(node.items, 1)]
        if not entries:
            section.add("notify", "the list is empty; write {to: file:PATH}")
    else:
        section.add("notify", "write {to: file:PATH} here, or a list of such entries")
        return ()
    read = (_entry(Section(item, path, keys.NOTIFY, section.problems, folder=section.folder)) for item, path in entries)
    return tuple(entry for entry in read if entry.to)


def read_ping(section: Section) -> SecretReference | None:
    """Return where the address is that is asked for after each good run."""
    node = section.node("ping")
    return None if node is None else _reference(section, node, "ping", user="ping")


def _entry(entry: Section) -> Notify:
    if not entry.is_mapping:
        return Notify(())
    found = [_reference(entry, node, "to", user="notify") for node in _one_or_more(entry, "to")]
    references = [reference for reference in found if reference is not None]
    if len(set(references)) != len(references):
        entry.add("to", "the same address stands here twice")
    if len(references) > MOST_ADDRESSES:
        entry.add("to", f"there are more than {MOST_ADDRESSES} addresses here")
    return Notify(
        tuple(dict.fromkeys(references)),
        tuple(dict.fromkeys(filter(None, (_kind(entry, node) for node in _one_or_more(entry, "on"))))),
        entry.choice("language", ("fr", "en"), ""),
    )


def _one_or_more(entry: Section, key: str) -> tuple[Node, ...]:
    node = entry.node(key)
    if isinstance(node, Listing):
        if not node.items:
            entry.add(key, "the list is empty")
        return node.items
    return () if node is None else (node,)


def _kind(entry: Section, node: Node) -> str:
    text = node.text if isinstance(node, Scalar) else ""
    if text in NOTICES:
        return text
    said = (
        "that there was nothing to do is told once a week; write digest"
        if text in ("unchanged", "nothing", "done")
        else f"{quoted(text)} is not known; {suggestion(text, NOTICES, otherwise='write one of')}"
    )
    entry.problems.add(node.mark, below(entry.path, "on"), said if text else "write one word, such as changed")
    return ""


def _reference(section: Section, node: Node, key: str, *, user: str) -> SecretReference | None:
    path = below(section.path, key)
    if not isinstance(node, Scalar):
        section.problems.add(node.mark, path, "write where the address is, such as file:PATH")
        return None
    if not node.text.strip():
        section.problems.add(node.mark, path, "this is empty; write where the address is, such as file:PATH")
        return None
    try:
        return SecretReference.parse(node.text, folder=section.folder, user=user, means="address")
    except SecretError as error:
        section.problems.add(node.mark, path, error.what)
        return None
