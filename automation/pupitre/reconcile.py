"""Read, plan, apply, verify, drift, and the night: the only place that knows the order.

Level-triggered: every verb starts from what the console shows now. A plan that
was reviewed is made again from a fresh reading and refused if it differs. What a
console keeps, hours or ring groups, is known to `keeping` alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pupitre.errors import (
    ANNULER,
    NOTHING_CHANGED,
    EvidenceFailed,
    PersonNeeded,
    PupitreError,
    SessionExpired,
    StalePlan,
    Unreachable,
    WriteAttempted,
)
from pupitre.evidence.result import Status
from pupitre.keeping import Keeping, keeping_of
from pupitre.plan import Plan, check_limits
from pupitre.run import Session, Verdict
from pupitre.saying import say
from pupitre.telling import tell

# After these, nothing else can be done in this run.
_FATAL = (EvidenceFailed, PersonNeeded, SessionExpired, Unreachable, WriteAttempted)

_STATUS_AFTER: dict[int, Status] = {3: "refused", 5: "not_verified"}


def read(session: Session) -> Verdict:
    """Read everything that is declared; the verdict's document holds what the console shows."""
    keeping = keeping_of(session)
    document = keeping.read()
    return Verdict(0, "done", say("read", session, count=len(keeping.results)), document=document)


def plan(session: Session) -> Verdict:
    """Say what differs; exit code 2 when something does."""
    made = keeping_of(session).plan()
    _check_limits(session, made)
    session.record.attach("plan.json", made.to_json())
    if not made.changed:
        return Verdict(0, "nothing_to_do", say("nothing_to_do", session), plan=made)
    return Verdict(2, "changes_waiting", say("changes_waiting", session, count=len(made.changed)), plan=made)


def verify(session: Session) -> Verdict:
    """Say whether the console shows what the file declares; exit code 5 when it does not."""
    keeping = keeping_of(session)
    made = keeping.plan()
    if not made.changed:
        return Verdict(0, "done", say("verified", session), plan=made)
    for part in made.changed:
        keeping.note_not_shown(part.name)
    names = ", ".join(part.name for part in made.changed)
    return Verdict(5, "not_verified", say("not_verified", session, names=names), plan=made)


def apply(
    session: Session, *, reviewed: Plan | None = None, confirm: Callable[[Plan], bool] = lambda _: True
) -> Verdict:
    """Make the console show what the file declares, change by change, each read back in a fresh load.

    `reviewed` is a saved plan: refused when it is stale or was used before.
    `confirm` is shown the plan and decides.
    """
    keeping = keeping_of(session)
    made = keeping.plan()
    if reviewed is not None:
        _refuse_stale(reviewed, made)
    _check_limits(session, made)
    session.record.attach("plan.json", made.to_json())
    if not made.changed:
        keeping.remember()
        return Verdict(0, "nothing_to_do", say("nothing_to_do", session), plan=made)
    if not confirm(made):
        return Verdict(1, "declined", say("declined", session), plan=made)
    return _done(session, keeping, made, plan_id=(reviewed or made).plan_id)


@dataclass
class Findings:
    """What a night found besides its verdict; what was found before an error stays."""

    drifted: tuple[str, ...] = ()
    restored: bool = False
    next_push: dt.date | None = None


def night(session: Session, findings: Findings) -> Verdict:
    """Push where the calendar asks for it; leave what somebody else changed, or put it back where the file says so.

    Exit code 2 when something that somebody else changed is left as it is.
    """
    keeping = keeping_of(session)
    found = keeping.tonight()
    made, findings.drifted = found.plan, found.drifted
    _check_limits(session, made)
    session.record.attach("plan.json", made.to_json())
    if made.changed:
        verdict = _done(session, keeping, made, plan_id=made.plan_id)
        keeping.note_drift()
    else:
        keeping.remember()
        verdict = Verdict(0, "nothing_to_do", say("all_right", session), plan=made)
    put_back = [name for name in found.drifted if name not in found.kept]
    findings.restored = bool(put_back) and all(keeping.results[name].status == "changed" for name in put_back)
    findings.next_push = keeping.next_push()
    if verdict.exit_code != 0:
        return verdict
    if findings.restored:
        verdict = replace(verdict, sentence=_and(session, "restored", verdict, put_back))
    if found.kept:
        verdict = replace(
            verdict,
            exit_code=2,
            reason="drift",
            sentence=_and(session, "night_drift" if made.changed else "night_drift_alone", verdict, found.kept),
            left_behind=say("drift_is_there", session, names=", ".join(found.kept)),
            remedy=say("drift_remedy", session),
        )
    return verdict


def drift(session: Session) -> Verdict:
    """Say what differs from what Pupitre last left there; exit code 2 when something does.

    What Pupitre never changed is compared with the file.
    """
    drifted = keeping_of(session).drifted()
    if not drifted:
        return Verdict(0, "done", say("no_drift", session))
    sentence = say("drift", session, names=", ".join(drifted))
    return Verdict(2, "drift", sentence, document={"drifted": list(drifted)})


def doctor(session: Session) -> Verdict:
    """Say how every element of the first part's screens is found; exit code 1 when one is not."""
    part = keeping_of(session).first()
    with session.desk.at(part.name):
        reports = session.console.examine(part)
    missing = [report.name for report in reports if report.status in ("not found", "ambiguous")]
    document = {"elements": [asdict(report) for report in reports]}
    if missing:
        sentence = say("elements_missing", session, names=", ".join(missing))
        return Verdict(1, "elements_missing", sentence, document=document)
    return Verdict(
        0,
        "done",
        say("elements_found", session, count=sum(report.status in ("found", "drifted") for report in reports)),
        document=document,
    )


@dataclass
class _Outcome:
    """How many changes were made and read back, and what went wrong."""

    done: int = 0
    errors: list[PupitreError] = field(default_factory=list)


def _and(session: Session, key: str, verdict: Verdict, names: Sequence[str]) -> str:
    return say(key, session, before=verdict.sentence, names=", ".join(names))


def _done(session: Session, keeping: Keeping[Any, Any], made: Plan, *, plan_id: str) -> Verdict:
    """Do a plan that may be done, and keep what came of it."""
    session.guard.use_plan(plan_id, session.run_id)
    keeping.mean(made)
    outcome = _apply_all(session, keeping, made)
    with contextlib.suppress(EvidenceFailed):  # what was saved is told first; the end of the record tells this
        session.record.attach("after.json", keeping.after())
    keeping.remember()
    return _verdict_of_apply(session, keeping, made, outcome)


def _check_limits(session: Session, made: Plan) -> None:
    estate = session.estate
    in_the_file = estate.limits.sites if made.ring_groups is None else estate.limits.ring_groups
    allowed = session.settings.max_sites if session.settings.max_sites is not None else in_the_file
    closed = [site.name for site in made.sites if estate.sites[site.name].closes_by_name(session.today)]
    check_limits(made, closed_sites=closed, max_sites=allowed)


def _refuse_stale(reviewed: Plan, made: Plan) -> None:
    if reviewed.fingerprint == made.fingerprint:
        return
    reviewed_parts = {part.name: part for part in reviewed.parts}
    differing = [part.name for part in made.parts if reviewed_parts.get(part.name) != part]
    differing += [name for name in reviewed_parts if name not in {part.name for part in made.parts}]
    raise StalePlan(
        f"The plan is stale: the console or the file changed since it was made ({', '.join(differing)}).",
        remedy="Plan again, read it, and apply the new plan.",
    )


def _apply_all(session: Session, keeping: Keeping[Any, Any], made: Plan) -> _Outcome:
    outcome = _Outcome()
    for change in keeping.changes(made):
        try:
            with session.desk.at(", ".join(change.names)):
                change.make()
            outcome.done += 1
        except PupitreError as error:
            outcome.errors.append(error)
            session.desk.picture_of_doubt("doubt", error.what)
            for name in change.names:
                status = _STATUS_AFTER.get(error.exit_code, "failed")
                keeping.note(name, status, str(tell(error, session.estate.language)))
            if isinstance(error, _FATAL) or not keeping.goes_on_after_a_failure or not _recovered(session):
                break
    for name in [name for name, result in keeping.results.items() if result.status == "waiting"]:
        keeping.note_not_done(name)
    return outcome


def _recovered(session: Session) -> bool:
    """Load the console anew, so that one failing change does not stop the others; say whether it could be."""
    try:
        session.console.fresh_load()
    except PupitreError:  # what failed first is what is told
        return False
    return True


def _verdict_of_apply(session: Session, keeping: Keeping[Any, Any], made: Plan, outcome: _Outcome) -> Verdict:
    results = keeping.results.values()
    changed = [result.name for result in results if result.status == "changed"]
    if not outcome.errors:
        return Verdict(0, "done", say("applied", session, names=", ".join(changed)), plan=made)
    first = outcome.errors[0]
    told = tell(first, session.estate.language)
    failed = ", ".join(result.name for result in results if result.status not in ("changed", "unchanged"))
    if outcome.done:
        key = "only_some" if changed else "nothing_whole"
        sentence = say(key, session, names=", ".join(changed), failed=failed)
        is_as_before = first.left_behind in (NOTHING_CHANGED, ANNULER)
        left_behind = say("rest_as_before", session) if is_as_before else told.left_behind
        return Verdict(5, "only_some_sites", sentence, plan=made, left_behind=left_behind, remedy=told.remedy)
    return Verdict(
        first.exit_code, first.reason, told.what, plan=made, left_behind=told.left_behind, remedy=told.remedy
    )
