"""`pupitre check`: say whether a file can be understood, and what it says, without opening anything."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from pupitre.commands.streams import document as print_document
from pupitre.commands.streams import tell
from pupitre.day_names import DAY_NAMES
from pupitre.errors import EstateError
from pupitre.estate import Estate, InvalidEstate, Site, load
from pupitre.estate.problems import quoted, quoted_path
from pupitre.estate.writing import grouped
from pupitre.hours import Week
from pupitre.ring_groups import RingGroup
from pupitre.unattended import once_telling
from pupitre.unattended.sentences import saying

_WORDS = {
    "en": {
        "site": "site",
        "sites": "sites",
        "closed": "closed all week",
        "group": "ring group",
        "groups": "ring groups",
        "absent": "absent: deleted if it is there",
        "narrow": "narrowed day(s)",
        "seasons": "season(s)",
        "days": "date(s)",
        "holidays": "public holidays",
    },
    "fr": {
        "site": "site",
        "sites": "sites",
        "closed": "fermé toute la semaine",
        "group": "groupe de sonnerie",
        "groups": "groupes de sonnerie",
        "absent": "absent : supprimé s'il existe",
        "narrow": "jour(s) particulier(s)",
        "seasons": "saison(s)",
        "days": "date(s)",
        "holidays": "jours fériés",
    },
}
_RINGING = {
    "en": {"simultaneous": "at once", "consecutive": "in this order", "voicemail": "voicemail of", "extension": "to"},
    "fr": {
        "simultaneous": "en même temps",
        "consecutive": "dans cet ordre",
        "voicemail": "messagerie de",
        "extension": "vers",
    },
}


def run(path: Path | str, *, json_output: bool = False) -> int:
    """Print a summary of the file, or every problem in it; return 0 or 1.

    With `json_output` one document goes to stdout and people's text to stderr.
    """
    people = sys.stderr
    try:
        estate = load(path)
        now = dt.datetime.now(dt.UTC)
        notes = [*_notes(estate), *(_of_recordings(estate, now) if estate.once else [])]
    except EstateError as error:
        document = _failure(path, error)
        text, code = str(error), 1
    else:
        document = _document(estate, now, notes)
        once = [f"  {line}" for line in once_telling.lines(estate, now)]
        text, code = "\n".join([*_summary(estate), *once, *notes]), 0
        people = sys.stderr if json_output else sys.stdout
    if json_output:
        print_document(document)
    tell(text, people)
    return code


def describe_week(week: Week, language: str) -> str:
    """Return a week in one line: `Mon-Fri 08:00-12:00 14:00-17:30, Sat 09:00-12:00`."""
    if week.is_closed:
        return _WORDS[language]["closed"]
    names = DAY_NAMES[language]
    parts: list[str] = []
    for first, last, slots in grouped(week):
        days = names[first][:3] if first == last else f"{names[first][:3]}-{names[last][:3]}"
        parts.append(f"{days} {' '.join(str(slot) for slot in slots)}")
    return ", ".join(parts)


def describe_group(group: RingGroup, language: str) -> str:
    """Return a ring group in one line: `101, 102 at once, 30 s, voicemail of 101, +33 5 61 00 00 01`."""
    words = _RINGING[language]
    return ", ".join(
        [
            f"{', '.join(group.members)} {words[group.ring.value]}",
            f"{group.seconds} s",
            f"{words[group.no_answer.then.value]} {group.no_answer.extension}",
            *(str(number) for number in group.numbers),
        ]
    )


def _summary(estate: Estate) -> list[str]:
    words = _WORDS[estate.language]
    kind = "site" if estate.ring_groups is None else "group"
    count = f"{len(estate.names)} {words[kind if len(estate.names) == 1 else f'{kind}s']}"
    pasted = "" if estate.address.text == estate.address.origin else f" ({estate.address.text.strip()})"
    lines = [
        f"{quoted_path(estate.file)}: {estate.console}, {estate.address.origin}{pasted}, {count}, {estate.timezone}"
    ]
    number_width = max((len(site.extension) for site in estate.sites.values()), default=0)
    name_width = max((len(quoted(name)) for name in estate.sites), default=0)
    lines += [
        f"  {site.extension:<{number_width}}  {quoted(site.name):<{name_width}}  "
        f"{describe_week(site.week, estate.language)}{_dated(site, estate.language)}"
        for site in estate.sites.values()
    ]
    if estate.ring_groups is not None:
        lines += [
            f"  {group.extension}  {quoted(group.name)}  {describe_group(group, estate.language)}"
            for group in estate.ring_groups.groups
        ]
        lines += [f"  {quoted(name)}  {words['absent']}" for name in estate.ring_groups.absent]
    return lines


def _dated(site: Site, language: str) -> str:
    """Return what departs from the ordinary week, counted; nothing when every week is the same."""
    words, hours = _WORDS[language], site.hours
    counted = [(len(hours.narrow), "narrow"), (len(hours.seasons), "seasons"), (len(hours.days), "days")]
    parts = [f"{count} {words[key]}" for count, key in counted if count]
    parts += [words["holidays"]] if hours.holidays else []
    return f" + {', '.join(parts)}" if parts else ""


def _notes(estate: Estate) -> list[str]:
    copy = estate.evidence.copy
    if copy is None or copy.is_dir():
        return list(estate.notes)
    missing = f"{quoted_path(estate.file)}: evidence.copy: there is no folder {quoted(str(copy))} at present"
    return [*estate.notes, missing]


def _of_recordings(estate: Estate, now: dt.datetime) -> list[str]:
    """Return what to know of the recordings that are replayed once; raise InvalidEstate for what could not be done."""
    from pupitre.unattended.replays import refuse_unfit

    say = saying(estate.language)
    return [
        say("once_instead", recording=quoted_path(item.written), file=quoted_path(str(item.replay.parent / instead)))
        for item, instead in refuse_unfit(estate, now)
    ]


def _document(estate: Estate, now: dt.datetime, notes: list[str]) -> dict[str, Any]:
    ring_groups = {} if estate.ring_groups is None else {"ring_groups": estate.ring_groups.to_json()}
    return {
        "ok": True,
        "exit_code": 0,
        "file": estate.file,
        "console": estate.console,
        "address": estate.address.origin,
        "pins": list(estate.pins),
        "timezone": estate.timezone,
        "language": estate.language,
        "sites": {
            name: {"extension": site.extension, "closed": site.closed, "week": site.week.to_json()}
            for name, site in estate.sites.items()
        },
        **ring_groups,
        "once": [once_telling.facts(item, now) for item in estate.once],
        "notes": notes,
    }


def _failure(path: Path | str, error: EstateError) -> dict[str, Any]:
    problems = error.problems if isinstance(error, InvalidEstate) else ()
    return {
        "ok": False,
        "exit_code": error.exit_code,
        "file": str(path),
        "reason": error.reason,
        "sentence": error.what,
        "problems": [
            {
                "line": problem.mark.line,
                "column": problem.mark.column,
                "path": problem.path,
                "message": problem.sentence,
            }
            for problem in problems
        ],
    }
