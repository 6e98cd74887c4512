"""Names of ours that the pages say in words: `status.failed` is "Échec" in French.

Every catalogue has them, the English one too; a name without words is shown as
it is. They are listed here because a catalogue holds what is written somewhere,
and templates put them together.
"""

from __future__ import annotations


def marked(text: str) -> str:
    """Return a sentence as it is; the catalogues take it up, and whoever shows it translates it."""
    return text


def marked_count(one: str, many: str) -> tuple[str, str]:
    """Return the two forms of a counted sentence as they are; the catalogues take them up."""
    return one, many


NAMES = frozenset(
    [
        marked("verb.plan"),
        marked("verb.apply"),
        marked("verb.read"),
        marked("verb.verify"),
        marked("verb.drift"),
        marked("verb.doctor"),
        marked("verb.init"),
        marked("verb.login-check"),
        marked("verb.rehearse"),
        marked("verb.run"),
        marked("status.unchanged"),
        marked("status.changed"),
        marked("status.waiting"),
        marked("status.failed"),
        marked("status.refused"),
        marked("status.not_verified"),
        marked("status.skipped"),
        marked("phase.seen"),
        marked("phase.intent"),
        marked("phase.done"),
        marked("phase.refused"),
        marked("phase.unknown"),
        marked("state.pruned"),
        marked("state.killed"),
        marked("state.missing"),
        marked("state.open"),
        marked("state.unnoted"),
        marked("state.damaged"),
        marked("fact.user"),
        marked("fact.host"),
        marked("fact.system"),
        marked("fact.timezone"),
        marked("fact.python"),
        marked("no_picture.off"),
        marked("no_picture.not a change"),
        marked("no_picture.not a reading"),
        marked("no_picture.covered"),
        marked("no_picture.gone"),
        marked("no_picture.password"),
        marked("no_picture.silent"),
        marked("no_picture.moving"),
        marked("no_picture.uncovered"),
        marked("version.browser"),
        marked("version.pupitre"),
    ]
)

COUNTS = frozenset(
    [
        marked_count("count.unchanged", "count.unchanged"),
        marked_count("count.changed", "count.changed"),
        marked_count("count.waiting", "count.waiting"),
        marked_count("count.failed", "count.failed"),
        marked_count("count.refused", "count.refused"),
        marked_count("count.not_verified", "count.not_verified"),
        marked_count("count.skipped", "count.skipped"),
    ]
)

WEEKDAYS = (
    marked("Monday"),
    marked("Tuesday"),
    marked("Wednesday"),
    marked("Thursday"),
    marked("Friday"),
    marked("Saturday"),
    marked("Sunday"),
)

MONTHS = (
    marked("January"),
    marked("February"),
    marked("March"),
    marked("April"),
    marked("May"),
    marked("June"),
    marked("July"),
    marked("August"),
    marked("September"),
    marked("October"),
    marked("November"),
    marked("December"),
)
