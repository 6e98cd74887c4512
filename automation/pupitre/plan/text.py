"""A plan in sentences, for a terminal."""

from __future__ import annotations

from pupitre.day_names import day_name
from pupitre.hours import Slot
from pupitre.plan.model import Plan, SitePlan
from pupitre.plan.ringing import text as ringing
from pupitre.visible import visible

_SENTENCES = {
    "nothing": {
        "fr": "Rien à faire : la console montre ce que le fichier déclare.",
        "en": "Nothing to do: the console shows what the file declares.",
    },
    "unchanged": {"fr": "inchangé", "en": "unchanged"},
    "closed": {"fr": "fermé", "en": "closed"},
    "total": {
        "fr": "{sites} site(s) à changer : {removed} créneau(x) à supprimer, {added} à configurer.",
        "en": "{sites} site(s) to change: {removed} slot(s) to delete, {added} to configure.",
    },
}


def sentence(key: str, language: str, **values: object) -> str:
    """Return one of the plan's sentences in a language, English by default."""
    by_language = _SENTENCES[key]
    return by_language.get(language, by_language["en"]).format(**values)


def render(plan: Plan, language: str) -> str:
    """Return the plan as lines: one block a site or group that differs, one line for the others."""
    lines = [f"{plan.console} {visible(plan.origin)}"]
    for site in plan.sites:
        lines += _site(site, language)
    if plan.ring_groups is not None:
        lines += ringing.lines(plan.ring_groups, language)
    if not plan.changed:
        lines.append(sentence("nothing", language))
    elif plan.ring_groups is not None:
        lines.append(ringing.total(plan.ring_groups, language))
    else:
        actions = [action for site in plan.sites for action in site.actions]
        removed = sum(action.verb == "delete" for action in actions)
        lines.append(
            sentence("total", language, sites=len(plan.changed), removed=removed, added=len(actions) - removed)
        )
    return "\n".join(lines)


def _site(site: SitePlan, language: str) -> list[str]:
    title = f"  {visible(site.name)} ({visible(site.extension)})"
    if not site.actions:
        return [f"{title}: {sentence('unchanged', language)}"]
    lines = [title]
    for day, wanted in site.wanted:
        before = site.before.on(day)
        if before != wanted:
            change = f"{_slots(before, language)}  ->  {_slots(wanted, language)}"
            lines.append(f"    ~ {day_name(day, language):<9} {change}")
    return lines


def _slots(slots: tuple[Slot, ...], language: str) -> str:
    return ", ".join(str(slot) for slot in slots) or sentence("closed", language)
