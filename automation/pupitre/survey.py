"""What a console shows that no file declares yet, and whether it accepts a login at all.

Both only look: they run behind the same barrier as every reading.
"""

from __future__ import annotations

from collections.abc import Collection

from pupitre.console import HoursConsole, Site
from pupitre.errors import EstateError, NoHours, NotAsDeclared
from pupitre.evidence import SiteResult
from pupitre.plan import Observed
from pupitre.run import Session, Verdict
from pupitre.saying import say


def accepted(session: Session) -> Verdict:
    """Say that the console accepted the login; a run that comes this far is signed in."""
    return Verdict(0, "accepted", say("accepted", session))


def survey(session: Session, *, only: Collection[str] = ()) -> Verdict:
    """Read every extension that holds opening hours, or those numbered in `only`.

    The verdict's document has `sites` with name, extension and week, and
    `left_out`: what has hours of a kind that is not kept, each with the reason.
    """
    console = session.console
    if not isinstance(console, HoursConsole):
        raise EstateError(f"The console {console.kind} keeps no opening hours.")
    listed = console.sites()
    unknown = sorted(set(only) - {site.extension for site in listed})
    if unknown:
        raise EstateError(f"The console lists no extension {', '.join(unknown)}.")
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
        sentence = say("no_sites", session, count=len(chosen))
        return Verdict(1, "no_sites", sentence, remedy=say("no_sites_remedy", session), document=document)
    sentence = say("surveyed", session, count=len(found))
    return Verdict(0, "done", sentence, document=document)


def _read(site: Site, seen: Observed) -> SiteResult:
    return SiteResult(site.name, site.extension, "unchanged", before=seen.week, wanted=seen.week)
