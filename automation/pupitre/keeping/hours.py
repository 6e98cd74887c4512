"""Opening hours: a week for each site, each site changed, saved and read back alone."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from pupitre.console import HoursConsole, Site
from pupitre.day_names import day_name
from pupitre.errors import CalendarUnknown, NotVerified, SaveUnknown, StateUnusable
from pupitre.evidence import SiteResult
from pupitre.evidence.result import Status
from pupitre.keeping.strategy import Keeping, Night
from pupitre.last_left import LastLeft
from pupitre.meant import Meant, MeantFile, MeantWeek
from pupitre.plan import Observed, Plan, SitePlan, digest
from pupitre.saying import say
from pupitre.year import LOOKED_AHEAD, Tonight, coming_pushes, tonight

if TYPE_CHECKING:
    from pupitre.estate import Site as DeclaredSite
    from pupitre.hours import Week


class KeepsHours(Keeping[HoursConsole, SiteResult]):
    """The opening hours of the sites that a run is about."""

    goes_on_after_a_failure: ClassVar[bool] = True

    # What was decided in a night, by the name of the site.
    _decided: Mapping[str, Tonight] = MappingProxyType({})

    @property
    def results(self) -> dict[str, SiteResult]:
        """How each site stands."""
        return self.session.sites

    @property
    def _chosen(self) -> dict[str, DeclaredSite]:
        return self.session.estate.choose(self.session.settings.only)

    def read(self) -> Mapping[str, Any]:
        """Read every chosen site; the document maps a name to its week."""
        return {name: seen.week.to_json() for name, seen in self._observed().items()}

    def plan(self) -> Plan:
        """Read every chosen site and compare it with the file."""
        observed = self._observed()
        made = self.made(
            sites=tuple(
                SitePlan(
                    name=name,
                    extension=declared.extension,
                    before=observed[name].week,
                    wanted=self.session.wanted(declared),
                    surroundings=digest(observed[name].surroundings),
                )
                for name, declared in self._chosen.items()
            )
        )
        for site in made.sites:
            self._note_plan(site, "waiting" if site.actions else "unchanged")
        return made

    def tonight(self) -> Night:
        """Read every chosen site, and push where the calendar asks for it; what else changed stays or is put back."""
        estate, observed = self.session.estate, self._observed()
        left = self._left(observed)
        self._decided = {
            name: tonight(
                observed[name].week,
                left.get(name),
                declared.hours,
                self.session.today,
                estate.margin,
                restore=estate.on_drift == "restore",
            )
            for name, declared in self._chosen.items()
        }
        made = self.made(
            sites=tuple(
                SitePlan(
                    name=name,
                    extension=self._chosen[name].extension,
                    before=observed[name].week,
                    wanted=decided.wanted,
                    surroundings=digest(observed[name].surroundings),
                )
                for name, decided in self._decided.items()
            )
        )
        for site in made.sites:
            self._note_plan(site, "waiting" if site.actions else "unchanged")
            if self._decided[site.name].kept and not site.actions:
                self._note_plan(replace(site, wanted=left[site.name]), "unchanged")
                self.note(site.name, "unchanged", say("left_as_is", self.session))
        drifted = tuple(name for name, decided in self._decided.items() if decided.is_drift)
        return Night(made, drifted, tuple(name for name in drifted if self._decided[name].kept))

    def next_push(self) -> dt.date | None:
        """Return the first night in which the calendar asks for another grid than what is there now."""
        first = self.session.today + dt.timedelta(days=1)
        last = self.session.today + LOOKED_AHEAD
        for name, declared in self._chosen.items():
            result = self.results[name]
            is_settled = result.status in ("changed", "unchanged")
            shown = self._decided[name].left if is_settled and name in self._decided else result.before
            try:
                found = next(coming_pushes(declared.hours, first, last, self.session.estate.margin, shown), None)
            except CalendarUnknown:  # beyond what is published; the night that gets there says so
                continue
            last = found.night if found is not None else last
        return last if last < self.session.today + LOOKED_AHEAD else None

    def mean(self, made: Plan) -> None:
        """Note the weeks that are about to be saved."""
        weeks = {
            site.name: MeantWeek(site.wanted, self._decided[site.name].left if self._decided else site.wanted)
            for site in made.sites
            if site.actions
        }
        self._meant.write(Meant(weeks=weeks))

    def changes(self, made: Plan) -> Sequence[SiteChange]:
        """Return the sites that differ, in the order of the file."""
        return [SiteChange(self, site) for site in made.sites if site.actions]

    def after(self) -> Mapping[str, Any]:
        """Return the week of each site that was read back."""
        return {name: result.after.to_json() for name, result in self.results.items() if result.after is not None}

    def remember(self) -> None:
        """Keep the weeks that were changed and read back, and those found right where none was left before.

        Of a night, what it decided is kept for every site that it brought to its end.
        """
        known, meant = self._last_left.weeks(), self._meant.read().weeks
        left: dict[str, Week | None] = {}
        for name, result in self.results.items():
            if result.status not in ("changed", "unchanged"):
                continue
            if name in self._decided:
                left[name] = self._decided[name].left
            elif result.status == "changed":
                left[name] = result.after
            elif name in meant and meant[name].shown == result.before:
                left[name] = meant[name].left
            elif name not in known:
                left[name] = result.before
        weeks = {name: week for name, week in left.items() if week is not None}
        self._last_left.remember_weeks({name: week for name, week in weeks.items() if known.get(name) != week})
        with contextlib.suppress(StateUnusable):  # what stays there is what was left, and does no harm
            self._meant.settle(tuple(weeks))

    def drifted(self) -> tuple[str, ...]:
        """Return the sites whose week is not the one last left, or the file's where none was."""
        drifted: list[str] = []
        observed = self._observed()
        last_left = self._left(observed)
        for name, seen in observed.items():
            declared = self.session.estate.sites[name]
            left = last_left.get(name, self.session.wanted(declared))
            if seen.week != left:
                drifted.append(name)
                site = SitePlan(name, declared.extension, seen.week, left, digest(seen.surroundings))
                self._note_plan(site, "waiting")
        return tuple(drifted)

    def note_drift(self) -> None:
        """Say of each site that was pushed although somebody else changed it which of their days stay."""
        language = self.session.estate.language
        for name, decided in self._decided.items():
            result = self.results[name]
            if decided.kept and decided.wanted != result.before and result.status == "changed":
                kept, overruled = (
                    ", ".join(day_name(day, language) for day in days) for days in (decided.kept, decided.overruled)
                )
                key = "left_in_part" if overruled else "left_beside"
                said = say(key, self.session, kept=kept, overruled=overruled)
                self.note(name, "changed", " ".join(filter(None, [result.sentence, said])))

    def first(self) -> Site:
        """Return the first site that is chosen."""
        name, declared = next(iter(self._chosen.items()))
        return Site(name, declared.extension)

    def note_not_shown(self, name: str) -> None:
        """Note that the week that was read is not the declared one."""
        result = self.results[name]
        self.results[name] = result.now("not_verified", after=result.before)

    @property
    def _last_left(self) -> LastLeft:
        return LastLeft(self.session.guard.folder.path, self.session.estate.address.origin)

    @property
    def _meant(self) -> MeantFile:
        return MeantFile(self.session.guard.folder.path, self.session.estate.address.origin)

    def _left(self, observed: Mapping[str, Observed]) -> dict[str, Week]:
        """Return what was last left on each site; what a run that died had saved was left there by us."""
        left = self._last_left.weeks()
        for name, meant in self._meant.read().weeks.items():
            if name in observed and observed[name].week == meant.shown:
                left[name] = meant.left
        return left

    def _observed(self) -> dict[str, Observed]:
        observed: dict[str, Observed] = {}
        for name, declared in self._chosen.items():
            with self.session.desk.at(name):
                seen = self.console.read(Site(name, declared.extension))
            observed[name] = seen
            self._note_plan(SitePlan(name, declared.extension, seen.week, seen.week, ""), "unchanged")
        self.session.record.attach("before.json", {name: seen.week.to_json() for name, seen in observed.items()})
        return observed

    def _note_plan(self, site: SitePlan, status: Status) -> None:
        self.results[site.name] = SiteResult(
            name=site.name,
            extension=site.extension,
            status=status,
            before=site.before,
            wanted=site.wanted,
            actions=tuple(action.says(self.session.desk.language) for action in site.actions),
        )


@dataclass(frozen=True)
class SiteChange:
    """The whole change of one site: one working copy, one save."""

    kept: KeepsHours
    plan: SitePlan

    @property
    def names(self) -> tuple[str, ...]:
        """The name of the site."""
        return (self.plan.name,)

    def make(self) -> None:
        """Change the hours, and take for done only what a fresh load shows."""
        plan, target = self.plan, Site(self.plan.name, self.plan.extension)
        doubt: SaveUnknown | None = None
        try:
            self.kept.console.change(target, plan.before, plan.surroundings, plan.actions)
        except SaveUnknown as error:
            doubt = error
        seen = self.kept.read_back(lambda: self.kept.console.read(target), plan.name, doubt)
        surroundings = digest(seen.surroundings)
        if seen.week == plan.wanted and surroundings == plan.surroundings:
            note = f"{doubt.cause.what} {say('saved_after_all', self.kept.session)}" if doubt else ""
            self._note("changed", seen.week, note)
            return
        if doubt is not None and seen.week == plan.before and surroundings == plan.surroundings:
            raise doubt.cause
        self._note("not_verified", seen.week)
        what = (
            f"{plan.name}: the console shows other hours than those that were saved"
            if seen.week != plan.wanted
            else f"{plan.name}: the hours are right, but something else on the extension changed"
        )
        raise NotVerified(
            f"{what}; somebody else may have changed it at the same moment.",
            left_behind='The console shows what the report shows under "after".',
            remedy="Compare the pictures, then plan again.",
        )

    def _note(self, status: Status, after: Week, sentence: str = "") -> None:
        result = self.kept.results[self.plan.name]
        self.kept.results[self.plan.name] = result.now(status, after=after, sentence=sentence)
