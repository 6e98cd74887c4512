"""Two views of a ring group side by side, for a reader: who rings, how, how long, then where, by which numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pupitre.evidence.comparison import READING_VERBS
from pupitre.evidence.result import GroupResult
from pupitre.evidence.words import Words
from pupitre.plan.ringing import GroupView
from pupitre.ring_groups import Ring, Then

Mark = Literal["kept", "removed", "added", "moved"]


@dataclass(frozen=True)
class MarkedText:
    """A text and what happened to it; `says` is the mark in words, empty for what stays."""

    text: str
    mark: Mark
    says: str = ""


@dataclass(frozen=True)
class GroupRow:
    """One setting on both sides; where the order of a side counts, its texts are numbered."""

    label: str
    left: tuple[MarkedText, ...]
    right: tuple[MarkedText, ...]
    left_is_ordered: bool = False
    right_is_ordered: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether anything differs."""
        return any(each.mark != "kept" for each in (*self.left, *self.right))


@dataclass(frozen=True)
class GroupComparison:
    """Two views of a group; `left` is empty when there is one view alone."""

    title: str
    says: str
    left: str
    right: str
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class _Words:
    """What the two sides are called, what their differences are, and what it means that one is missing."""

    title: str
    left: str = ""
    right: str = ""
    removed: str = ""
    added: str = ""
    only_left: str = ""
    only_right: str = ""


def compare(group: GroupResult, verb: str, say: Words) -> list[GroupComparison]:
    """Return what a page shows of a group after a verb, in the words of a language."""
    before, wanted, after = group.before, group.wanted, group.after
    if (verb == "drift" or (verb == "run" and group.status == "unchanged")) and before != wanted:
        return [_between(wanted, before, _drift(say), say)]
    if verb == "verify" and group.status == "not_verified":
        return [_between(wanted, after, _declared(say), say)]
    found: list[GroupComparison] = []
    if group.is_read_back:
        if before is not None or after is not None:
            found.append(_between(before, after, _change(say), say))
        if wanted != after:
            found.append(_between(wanted, after, _not_as_wanted(say), say))
    elif before != wanted:
        words = _plan(say) if verb in READING_VERBS else _not_done(say)
        found.append(_between(before, wanted, words, say))
    elif before is not None:
        found.append(_between(before, before, _Words(title=say("The group on the console")), say))
    return found


def _drift(say: Words) -> _Words:
    return _Words(
        title=say("What was left there, and what is there now"),
        left=say("Left there"),
        right=say("Now"),
        removed=say("gone since"),
        added=say("new since"),
        only_left=say("This group is not there any more."),
        only_right=say("This group is there again."),
    )


def _declared(say: Words) -> _Words:
    return _Words(
        title=say("What is declared, and what the console shows"),
        left=say("Declared"),
        right=say("On the console"),
        removed=say("missing"),
        added=say("not declared"),
        only_left=say("This group is not on the console."),
        only_right=say("This group is on the console, and must not be."),
    )


def _change(say: Words) -> _Words:
    return _Words(
        title=say("The group before and after"),
        left=say("Before"),
        right=say("After"),
        removed=say("removed"),
        added=say("added"),
        only_left=say("This group was deleted."),
        only_right=say("This group was created."),
    )


def _not_as_wanted(say: Words) -> _Words:
    return _Words(
        title=say("What was wanted, and what is there"),
        left=say("Wanted"),
        right=say("On the console"),
        removed=say("missing"),
        added=say("not wanted"),
        only_left=say("This group is not on the console."),
        only_right=say("This group is on the console, and must not be."),
    )


def _plan(say: Words) -> _Words:
    return _Words(
        title=say("The group now, and what would change"),
        left=say("Now"),
        right=say("Wanted"),
        removed=say("to remove"),
        added=say("to add"),
        only_left=say("This group is to be deleted."),
        only_right=say("This group is to be created."),
    )


def _not_done(say: Words) -> _Words:
    return _Words(
        title=say("What was wanted, and not done"),
        left=say("Now"),
        right=say("Wanted"),
        removed=say("to remove"),
        added=say("to add"),
        only_left=say("This group was not deleted."),
        only_right=say("This group was not created."),
    )


def _between(left: GroupView | None, right: GroupView | None, words: _Words, say: Words) -> GroupComparison:
    says = words.only_right if left is None else words.only_left if right is None else ""
    is_two = left is not None and right is not None and left is not right
    return GroupComparison(
        title=words.title,
        says=says,
        left=words.left if is_two or right is None else "",
        right=words.right if is_two or left is None else "",
        rows=tuple(_rows(left, right, words, say)),
    )


def _rows(left: GroupView | None, right: GroupView | None, words: _Words, say: Words) -> list[GroupRow]:
    sides = (_texts(left, say), _texts(right, say))
    ordered = (_is_ordered(left), _is_ordered(right))
    rows: list[GroupRow] = []
    for label, a, b in ((label, sides[0].get(label), sides[1].get(label)) for label in sides[0] or sides[1]):
        is_a_list = label == say("Who rings")
        moves = is_a_list and all(ordered)
        rows.append(
            GroupRow(
                label,
                _marked(a, b, "removed", words.removed, say) if a is not None else (),
                _marked(b, a, "added", words.added, say, moves=moves) if b is not None else (),
                is_a_list and ordered[0],
                is_a_list and ordered[1],
            )
        )
    return rows


def _marked(
    texts: Sequence[str], others: Sequence[str] | None, mark: Mark, says: str, say: Words, *, moves: bool = False
) -> tuple[MarkedText, ...]:
    if not texts:
        return (MarkedText(say("none"), "kept"),)
    kept_there = [text for text in others or () if text in texts]
    kept_here = [text for text in texts if text in kept_there]
    marked: list[MarkedText] = []
    for text in texts:
        if text not in kept_there:
            marked.append(MarkedText(text, mark, says))
        elif moves and kept_here.index(text) != kept_there.index(text):
            marked.append(MarkedText(text, "moved", say("moved")))
        else:
            marked.append(MarkedText(text, "kept"))
    return tuple(marked)


def _is_ordered(view: GroupView | None) -> bool:
    return view is not None and view.settings.ring is Ring.CONSECUTIVE


def _texts(view: GroupView | None, say: Words) -> dict[str, list[str]]:
    """Return what a view says of each setting, in the order in which a call goes through them."""
    if view is None:
        return {}
    settings = view.settings
    is_ordered = _is_ordered(view)
    return {
        say("Name"): [settings.name],
        say("Direct numbers"): [str(number) for number in view.numbers],
        say("Who rings"): [str(member) for member in view.members],
        say("How it rings"): [say("one after the other") if is_ordered else say("all at once")],
        say("How long"): [say("{n} s each", n=settings.seconds) if is_ordered else say("{n} s", n=settings.seconds)],
        say("When no one answers"): [_fallback(view, say)],
    }


def _fallback(view: GroupView, say: Words) -> str:
    no_answer = view.settings.no_answer
    if no_answer is None or view.fallback is None:
        return say("nothing")
    if no_answer.then is Then.VOICEMAIL:
        return say("voicemail of {who}", who=view.fallback)
    return say("extension {who}", who=view.fallback)
