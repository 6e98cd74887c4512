"""A plan of ring groups in sentences, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pupitre.plan.ringing.actions import CreateGroup, DeleteGroup, PointNumber
from pupitre.plan.ringing.change import GroupChange, GroupView, RingGroupsPlan
from pupitre.plan.ringing.words import say
from pupitre.visible import visible


def lines(plan: RingGroupsPlan, language: str) -> list[str]:
    """Return one block a group that differs, one line for the others, and what is done in which order."""
    told: list[str] = []
    for part in plan.parts:
        told += _group(part, language)
    told += [say("left_alone", language, number=number, group=visible(str(group))) for number, group in plan.left_alone]
    if plan.steps:
        actions = [words for step in plan.steps for words in step.says(language)]
        told.append(say("in_this_order", language))
        told += [f"    {place}. {words}" for place, words in enumerate(actions, start=1)]
    return told


def total(plan: RingGroupsPlan, language: str) -> str:
    """Return the closing line: how much changes."""
    actions = [action for step in plan.steps for action in step.actions]
    return say(
        "total",
        language,
        changed=sum(bool(part.actions) for part in plan.parts),
        created=sum(isinstance(action, CreateGroup) for action in actions),
        deleted=sum(isinstance(action, DeleteGroup) for action in actions),
        numbers=sum(isinstance(action, PointNumber) for action in actions),
    )


def _group(part: GroupChange, language: str) -> list[str]:
    number = f" ({visible(part.extension)})" if part.extension else ""
    title = f"  {visible(part.name)}{number}"
    if part.before is None and part.wanted is None:
        return [f"{title}: {say('is_absent', language)}"]
    if part.wanted is None:
        return [f"{title}: {say('gone', language)}"]
    if part.before is None:
        return [f"{title}: {say('new', language)}", *_block("+", {}, _values(part.wanted, language), language)]
    if not part.actions:
        return [f"{title}: {say('unchanged', language)}"]
    return [title, *_block("~", _values(part.before, language), _values(part.wanted, language), language)]


def _block(sign: str, before: dict[str, str], wanted: dict[str, str], language: str) -> Iterator[str]:
    for key, value in wanted.items():
        if before.get(key, "") != value:
            change = f"{before[key] or '-'}  ->  {value or '-'}" if key in before else value
            yield f"    {sign} {say(key, language):<12} {change}"


def _values(view: GroupView, language: str) -> dict[str, str]:
    settings = view.settings
    no_answer = say("nothing", language)
    if settings.no_answer is not None and view.fallback is not None:
        no_answer = say(settings.no_answer.then.value, language, target=visible(str(view.fallback)))
    return {
        "label_name": visible(settings.name),
        "label_members": ", ".join(visible(str(member)) for member in view.members),
        "label_ring": say(settings.ring.value, language),
        "label_seconds": f"{settings.seconds} s",
        "label_no_answer": no_answer,
        "label_numbers": ", ".join(str(number) for number in view.numbers),
    }
