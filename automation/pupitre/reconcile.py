"""Read, plan, apply, verify, drift: the only place that knows the order.

Level-triggered: every verb starts from what the console shows now. A plan that
was reviewed is made again from a fresh reading and refused if it differs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict

import pupitre
from pupitre.console import Site
from pupitre.errors import (
    EvidenceFailed,
    NotVerified,
    PersonNeeded,
    PupitreError,
    SaveUnknown,
    SessionExpired,
    StalePlan,
    Unreachable,
    WriteAttempted,
)
from pupitre.evidence import SiteResult
from pupitre.hours import Week
from pupitre.last_left import LastLeft
from pupitre.plan import Observed, Plan, SitePlan, check_limits, digest
from pupitre.run import Session, Verdict
from pupitre.saying import say
from pupitre.telling import tell

# After these, no other site can be done in this run.
_FATAL = (EvidenceFailed, PersonNeeded, SessionExpired, Unreachable, WriteAttempted)


def read(session: Session) -> Verdict:
    """Read every declared site; the verdict's document maps a name to its week."""
    observed = _read_all(session)
    return Verdict(
        0,
        "done",
        say("read", session, count=len(observed)),
        tuple(session.sites.values()),
        document={name: seen.week.to_json() for name, seen in observed.items()},
    )


def plan(session: Session) -> Verdict:
    """Say what differs; exit code 2 when something does."""
    made = _plan(session)
    _check_limits(session, made)
    session.record.attach("plan.json", made.to_json())
    if not made.changed:
        return Verdict(0, "nothing_to_do", say("nothing_to_do", session), tuple(session.sites.values()), made)
    sentence = say("changes_waiting", session, count=len(made.changed))
    return Verdict(2, "changes_waiting", sentence, tuple(session.sites.values()), made)


def verify(session: Session) -> Verdict:
    """Say whether the console shows what the file declares; exit code 5 when it does not."""
    made = _plan(session)
    if not made.changed:
        return Verdict(0, "done", say("verified", session), tuple(session.sites.values()), made)
    for site in _changed_sites(made):
        _note(session, site, "not_verified", after=site.before)
    names = ", ".join(site.name for site in made.changed)
    return Verdict(5, "not_verified", say("not_verified", session, names=names), tuple(session.sites.values()), made)


def apply(
    session: Session, *, reviewed: Plan | None = None, confirm: Callable[[Plan], bool] = lambda _: True
) -> Verdict:
    """Make the console show what the file declares, site by site, each read back in a fresh load.

    `reviewed` is a saved plan: refused when it is stale or was used before.
    `confirm` is shown the plan and decides.
    """
    made = _plan(session)
    if reviewed is not None:
        _refuse_stale(reviewed, made)
    _check_limits(session, made)
    session.record.attach("plan.json", made.to_json())
    if not made.changed:
        return Verdict(0, "nothing_to_do", say("nothing_to_do", session), tuple(session.sites.values()), made)
    if not confirm(made):
        return Verdict(1, "declined", say("declined", session), tuple(session.sites.values()), made)
    session.guard.use_plan((reviewed or made).plan_id, session.run_id)
    errors = _apply_all(session, made)
    after = {name: result.after for name, result in session.sites.items() if result.after is not None}
    session.record.attach("after.json", {name: week.to_json() for name, week in after.items()})
    _last_left(session).remember(
        {name: week for name, week in after.items() if session.sites[name].status == "changed"}
    )
    return _verdict_of_apply(session, made, errors)


def drift(session: Session) -> Verdict:
    """Say which grids differ from what Pupitre last left there; exit code 2 when one does.

    A site that Pupitre never changed is compared with the file.
    """
    last_left = _last_left(session).weeks()
    observed = _read_all(session)
    drifted: list[str] = []
    for name, seen in observed.items():
        declared = session.estate.sites[name]
        left = last_left.get(name, session.wanted(declared))
        if seen.week != left:
            drifted.append(name)
            site = SitePlan(name, declared.extension, seen.week, left, digest(seen.surroundings))
            _note(session, site, "waiting")
    if not drifted:
        return Verdict(0, "done", say("no_drift", session), tuple(session.sites.values()))
    sentence = say("drift", session, names=", ".join(drifted))
    return Verdict(2, "drift", sentence, tuple(session.sites.values()), document={"drifted": drifted})


def doctor(session: Session) -> Verdict:
    """Say how every element of the first chosen site's screens is found; exit code 1 when one is not."""
    name, declared = next(iter(session.chosen.items()))
    with session.desk.at(name):
        reports = session.console.examine(Site(name, declared.extension))
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


def _last_left(session: Session) -> LastLeft:
    return LastLeft(session.guard.folder.path, session.estate.address.origin)


def _read_all(session: Session) -> dict[str, Observed]:
    observed: dict[str, Observed] = {}
    for name, declared in session.chosen.items():
        with session.desk.at(name):
            seen = session.console.read(Site(name, declared.extension))
        observed[name] = seen
        _note(session, SitePlan(name, declared.extension, seen.week, seen.week, ""), "unchanged")
    session.record.attach("before.json", {name: seen.week.to_json() for name, seen in observed.items()})
    return observed


def _plan(session: Session) -> Plan:
    observed = _read_all(session)
    made = Plan.make(
        console=session.estate.console,
        origin=session.estate.address.origin,
        created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        version=pupitre.__version__,
        sites=tuple(
            SitePlan(
                name=name,
                extension=declared.extension,
                before=observed[name].week,
                wanted=session.wanted(declared),
                surroundings=digest(observed[name].surroundings),
            )
            for name, declared in session.chosen.items()
        ),
    )
    for site in made.sites:
        _note(session, site, "waiting" if site.actions else "unchanged")
    return made


def _check_limits(session: Session, made: Plan) -> None:
    estate = session.estate
    in_the_file = estate.limits.sites if made.ring_groups is None else estate.limits.ring_groups
    allowed = session.settings.max_sites if session.settings.max_sites is not None else in_the_file
    closed = [name for name, site in session.chosen.items() if site.closes_by_name(session.today)]
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


def _apply_all(session: Session, made: Plan) -> dict[str, PupitreError]:
    errors: dict[str, PupitreError] = {}
    for site in _changed_sites(made):
        try:
            with session.desk.at(site.name):
                _apply_one(session, site)
        except PupitreError as error:
            errors[site.name] = error
            session.desk.picture_of_doubt("doubt", error.what)
            status = {3: "refused", 5: "not_verified"}.get(error.exit_code, "failed")
            _note(session, site, status, sentence=str(tell(error, session.estate.language)))
            if isinstance(error, _FATAL) or not _recovered(session):
                break
    for site in _changed_sites(made):
        if session.sites[site.name].status == "waiting":
            _note(session, site, "skipped", sentence=say("skipped", session))
    return errors


def _changed_sites(made: Plan) -> tuple[SitePlan, ...]:
    return tuple(site for site in made.sites if site.actions)


def _recovered(session: Session) -> bool:
    """Load the console anew, so that one failing site does not stop the others; say whether it could be."""
    try:
        session.console.fresh_load()
    except PupitreError:  # what failed first is what is told
        return False
    return True


def _apply_one(session: Session, site: SitePlan) -> None:
    target = Site(site.name, site.extension)
    doubt: SaveUnknown | None = None
    try:
        session.console.change(target, site.before, site.surroundings, site.actions)
    except SaveUnknown as error:
        doubt = error
    seen = _read_back(session, target, doubt)
    if seen.week == site.wanted and digest(seen.surroundings) == site.surroundings:
        note = f"{doubt.cause.what} {say('saved_after_all', session)}" if doubt else ""
        _note(session, site, "changed", after=seen.week, sentence=note)
        return
    if doubt is not None and seen.week == site.before and digest(seen.surroundings) == site.surroundings:
        raise doubt.cause
    _note(session, site, "not_verified", after=seen.week)
    what = (
        f"{site.name}: the console shows other hours than those that were saved"
        if seen.week != site.wanted
        else f"{site.name}: the hours are right, but something else on the extension changed"
    )
    raise NotVerified(
        f"{what}; somebody else may have changed it at the same moment.",
        left_behind='The console shows what the report shows under "after".',
        remedy="Compare the pictures, then plan again.",
    )


def _read_back(session: Session, target: Site, doubt: SaveUnknown | None) -> Observed:
    try:
        try:
            session.console.fresh_load()
            return session.console.read(target)
        except SessionExpired:
            session.sign_in_again()
            return session.console.read(target)
    except PupitreError as error:
        raise NotVerified(
            f"{target.name}: saved, but it could not be read back: {(doubt.cause if doubt else error).what}",
            left_behind="The change may be saved; nobody has seen it yet.",
            remedy="Plan again: it starts from what the console shows.",
        ) from error


def _verdict_of_apply(session: Session, made: Plan, errors: dict[str, PupitreError]) -> Verdict:
    results = tuple(session.sites.values())
    changed = [result.name for result in results if result.status == "changed"]
    if not errors:
        return Verdict(0, "done", say("applied", session, names=", ".join(changed)), results, made)
    first = next(iter(errors.values()))
    told = tell(first, session.estate.language)
    failed = ", ".join(result.name for result in results if result.status not in ("changed", "unchanged"))
    if changed:
        sentence = say("only_some", session, names=", ".join(changed), failed=failed)
        return Verdict(5, "only_some_sites", sentence, results, made, told.left_behind, told.remedy)
    return Verdict(first.exit_code, first.reason, told.what, results, made, told.left_behind, told.remedy)


def _note(session: Session, site: SitePlan, status: str, *, after: Week | None = None, sentence: str = "") -> None:
    """Write down how a site stands now; what is not known yet keeps its last value."""
    earlier = session.sites.get(site.name)
    session.sites[site.name] = SiteResult(
        name=site.name,
        extension=site.extension,
        status=status,  # type: ignore[arg-type]
        before=site.before,
        wanted=site.wanted,
        after=after if after is not None else (earlier.after if earlier else None),
        actions=tuple(action.says(session.desk.language) for action in site.actions),
        sentence=sentence,
    )
