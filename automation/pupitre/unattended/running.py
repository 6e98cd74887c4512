"""One night of one estate: lease, read, decide, change, read back, and tell; nobody is there to be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pupitre import reconcile
from pupitre.errors import Bug, PupitreError, Refused
from pupitre.run import run
from pupitre.unattended import history
from pupitre.unattended.exit_codes import worst
from pupitre.unattended.night import night_of, night_without_run
from pupitre.unattended.one_offs import Errands, Outcome, Prepare, Replay
from pupitre.unattended.sentences import saying
from pupitre.unattended.telling_of_nights import Told, end_night
from pupitre.year import today_in

if TYPE_CHECKING:
    from pupitre.estate import Estate
    from pupitre.estate.model import Once
    from pupitre.run import Finished, Session, Settings, Verdict
    from pupitre.unattended.night import NightResult

CLOCK_BEHIND = "clock_behind"
#: How far before the last night a date may be: a time zone that was corrected moves it by one.
_TOLERANCE = dt.timedelta(days=1)

End: TypeAlias = "Callable[[NightResult, Estate], Told]"


class ClockBehind(Refused):
    """A machine whose clock says a date that nights were done after."""

    reason = CLOCK_BEHIND


@dataclass(frozen=True)
class Done:
    """A night that is over and told; `finished` is None when an error came before there was a run."""

    told: Told
    finished: Finished | None = None


def spend_night(
    estate: Estate,
    settings: Settings,
    *,
    trusts_clock: bool = False,
    prepare: Prepare | None = None,
    end: End = end_night,
) -> Done:
    """Do the night of an estate and tell of it; whatever goes wrong is told, and only an interruption is raised."""
    started = dt.datetime.now(dt.UTC)
    findings, is_told = reconcile.Findings(), False
    errands = Errands(estate, started, prepare or _by_replay)

    def body(session: Session) -> Verdict:
        nonlocal is_told
        verdict = reconcile.night(session, findings)
        if verdict.exit_code in (0, 2):  # on a console in doubt nothing else is done
            errands.do(session)
        is_told = True
        return _with_items(verdict, errands.outcome, estate.language)

    finished: Finished | None = None
    try:
        if not trusts_clock:
            _refuse_a_clock_behind(estate)
        errands.check()
        finished = run(estate, replace(settings, pictures="readings"), "run", body, writes=True)
        night = night_of(
            finished,
            estate,
            drifted=findings.drifted,
            restored=findings.restored,
            next_push=findings.next_push,
            skipped=tuple(errands.outcome.skipped),
        )
    except PupitreError as error:
        night = night_without_run(error, estate, started)
    except Exception as error:  # noqa: BLE001 - the estates after this one must have their night
        night = night_without_run(_bug(error), estate, started)
    unsaid = [*([] if is_told else errands.outcome.sentences), *errands.waiting()]
    night = replace(night, sentence=" ".join([night.sentence, *unsaid]))
    return Done(end(night, estate), finished)


def _by_replay(item: Once, estate: Estate) -> Replay:
    from pupitre.unattended.replays import prepared  # slow to load, and few nights have anything to do once

    return prepared(item, estate)


def _with_items(verdict: Verdict, items: Outcome, language: str) -> Verdict:
    if not items.sentences:
        return verdict
    code = worst((verdict.exit_code, items.exit_code))
    if items.changed and verdict.reason == "nothing_to_do":
        verdict = replace(verdict, reason="done", sentence="")
    verdict = replace(verdict, sentence=" ".join([verdict.sentence, *items.sentences]).strip())
    if code == verdict.exit_code:
        return verdict
    left_behind = saying(language)("once_left")
    return replace(verdict, exit_code=code, reason=items.reason, left_behind=left_behind, remedy="")


def _refuse_a_clock_behind(estate: Estate) -> None:
    """Refuse a date that nights were done after: a clock that lost its time would bring back the hours of long ago."""
    try:
        last = history.read(estate.address.origin).last_believed
    except (OSError, PupitreError):
        return  # who ends the night says so
    today = today_in(estate.timezone)
    if last is None or today >= dt.date.fromisoformat(last.day) - _TOLERANCE:
        return
    raise ClockBehind(
        f"The clock of this machine says {today}, and a night of {last.day} was done already.",
        remedy="Set the clock. If it is right, and was wrong then: pupitre run FILE --clock-is-right",
    )


def _bug(error: Exception) -> Bug:
    return Bug(
        f"Pupitre made a mistake and stopped ({type(error).__name__}).",
        left_behind="It happened before or after the run, not in it.",
        remedy="Please send what `pupitre apply` says on this file.",
    )
