"""What a console shows that no file declares yet, and whether it accepts a login at all.

Both only look: they run behind the same barrier as every reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pupitre.console import HoursConsole, RingGroupsConsole, Site
from pupitre.errors import EstateError, NoHours, NotAsDeclared
from pupitre.evidence import GroupResult, SiteResult
from pupitre.plan import Observed
from pupitre.plan.ringing import GroupView
from pupitre.run import Session, Verdict
from pupitre.saying import say


def accepted(session: Session) -> Verdict:
    """Say that the console accepted the login; a run that comes this far is signed in."""
    return Verdict(0, "accepted", say("accepted", session))


def survey(session: Session, *, only: Collection[str] = ()) -> Verdict:
    """Read everything that the console keeps, or the extensions in `only`."""
    if isinstance(session.console, RingGroupsConsole):
        return _ring_groups(session, session.console, only)
    if isinstance(session.console, HoursConsole):
        return _sites(session, session.console, only)
    raise EstateError(f"The console {session.console.kind} keeps neither opening hours nor ring groups.")


def _sites(session: Session, console: HoursConsole, only: Collection[str]) -> Verdict:
    """Read every extension that holds opening hours.

    The verdict's document has `sites` with name, extension and week, and
    `left_out`: what has hours of a kind that is not kept, each with the reason.
    """
    listed = console.sites()
    _refuse_unlisted(only, (site.extension for site in listed))
    chosen = [site for site in listed if not only or site.extension in only]
    found: list[dict[str, object]] = []
    left_out: list[dict[str, str]] = []
    for site in chosen:
        try:
            with session.desk.at(site.name):
                seen = console.read(site)
        except NoHours:
            continue
        except NotAsDeclared as reason:
            left_out.append({"name": site.name, "extension": site.extension, "why": reason.what})
            continue
        found.append({"name": site.name, "extension": site.extension, "week": seen.week.to_json()})
        session.sites[site.name] = _read(site, seen)
    session.record.attach("before.json", {str(site["name"]): site["week"] for site in found})
    document = {"sites": found, "left_out": left_out}
    if not found:
        return _nothing(session, len(chosen), document)
    return Verdict(0, "done", say("surveyed", session, count=len(found)), document=document)


def _ring_groups(session: Session, console: RingGroupsConsole, only: Collection[str]) -> Verdict:
    """Read every ring group; the verdict's document has the whole reading and the chosen extensions."""
    shown = console.read_switchboard()
    _refuse_unlisted(only, (group.extension for group in shown.groups))
    chosen = [group for group in shown.groups if not only or group.extension in only]
    for group in chosen:
        view = GroupView.of(shown, group.extension)
        # By the extension, too: nothing keeps a console from having a name twice.
        name = f"{group.name} ({group.extension})" if group.name in session.ring_groups else group.name
        session.ring_groups[name] = GroupResult(name, group.extension, "unchanged", before=view, wanted=view)
    session.record.attach("before.json", {"switchboard": shown.to_json()})
    document = {"switchboard": shown.to_json(), "extensions": [group.extension for group in chosen], "left_out": []}
    if not chosen:
        return _nothing(session, 0, document)
    return Verdict(0, "done", say("surveyed", session, count=len(chosen)), document=document)


def _refuse_unlisted(only: Collection[str], listed: Iterable[str]) -> None:
    unknown = sorted(set(only) - set(listed))
    if unknown:
        raise EstateError(f"The console lists no extension {', '.join(unknown)}.")


def _nothing(session: Session, count: int, document: Mapping[str, object]) -> Verdict:
    sentence = say("no_sites", session, count=count)
    return Verdict(1, "no_sites", sentence, remedy=say("no_sites_remedy", session), document=document)


def _read(site: Site, seen: Observed) -> SiteResult:
    return SiteResult(site.name, site.extension, "unchanged", before=seen.week, wanted=seen.week)
