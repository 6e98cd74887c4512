"""What an operator declared: one console, how to sign in, and all that is declared on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pupitre.errors import EstateError
from pupitre.estate.address import Address
from pupitre.estate.names import normalised
from pupitre.estate.problems import Mark, quoted, quoted_path, suggestion
from pupitre.estate.secret import SecretReference
from pupitre.hours import Week
from pupitre.ring_groups import RingGroups
from pupitre.year import MARGIN, rolling_grid
from pupitre.year import Hours as Hours
from pupitre.year import Season as Season

_LONGEST_VALUES = 60


@dataclass(frozen=True)
class Login:
    """Who signs in, where the password is, the country of the account as two letters.

    `path` is where the login form sends the password, on a console without a driver whose form does not say.
    """

    user: str
    password: SecretReference
    country: str = ""
    path: str = ""


@dataclass(frozen=True)
class Support:
    """Whom to call when the console blocks this address."""

    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Calendar:
    """Where public and school holidays come from."""

    country: str
    region: str = ""
    school: str = ""


@dataclass(frozen=True)
class Site:
    """A site: its number and name on the console, and when it is open.

    `closed` says that a week without a single open hour is meant.
    """

    name: str
    extension: str
    hours: Hours
    closed: bool = False

    @property
    def week(self) -> Week:
        """The ordinary week."""
        return self.hours.week

    def grid_on(self, date: dt.date) -> Week:
        """Return the week that the console must show on a date: the ordinary one, or the rolling grid."""
        return self.hours.week if self.hours.is_only_a_week else rolling_grid(self.hours, date)

    def closes_by_name(self, date: dt.date) -> bool:
        """Return whether the file says by name that the grid of a date has not a single open hour."""
        return self.closed or (not self.hours.is_only_a_week and self.hours.closes_by_name(date))


@dataclass(frozen=True)
class Limits:
    """How much may change in one go; None is Pupitre's own limit."""

    sites: int | None = None
    ring_groups: int | None = None


@dataclass(frozen=True)
class EvidenceWishes:
    """What evidence is kept beyond the record itself; no `pictures` leaves them to what is done."""

    copy: Path | None = None
    pictures: str = ""
    trace: bool = False


@dataclass(frozen=True)
class Notify:
    """Who is told of which nights; `to` says where the addresses are, `on` is empty for all of them."""

    to: tuple[SecretReference, ...]
    on: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Once:
    """A recorded change that is replayed once, between two moments; `values` fill the recording's parameters.

    `written` is the recording as the file names it, however the file itself is named; `path` and `mark` are the
    item's place in the file.
    """

    at: dt.datetime
    until: dt.datetime
    replay: Path
    values: Mapping[str, str] = field(default_factory=dict)
    written: str = ""
    path: str = "once"
    mark: Mark = field(default=Mark(1, 1))

    @property
    def name(self) -> str:
        """What people call it: the recording's file, the moment and the values."""
        values = ", ".join(self.values.values())
        shown = values if len(values) <= _LONGEST_VALUES else f"{values[:_LONGEST_VALUES]}…"
        return f"{self.replay.stem} ({self.at:%Y-%m-%d %H:%M}{f', {shown}' if shown else ''})"

    @property
    def identity(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """What makes it the same item: its moment, its recording and its values, whatever `until` says."""
        return self.at.isoformat(), self.written or str(self.replay), tuple(sorted(self.values.items()))


@dataclass(frozen=True)
class Estate:
    """One file: one console and all that is declared on it.

    `ring_groups` is None where the console keeps opening hours, and `sites` is
    empty where it keeps ring groups. `sections` holds what a console's own top-level sections were read as, `notes`
    what an operator should know although nothing is wrong, `pins` the keys that the console
    may show instead of a certificate that is vouched for.
    """

    file: str
    console: str
    address: Address
    login: Login
    timezone: str
    sites: Mapping[str, Site]
    language: str = "en"
    support: Support | None = None
    calendar: Calendar | None = None
    hours: Mapping[str, Hours] = field(default_factory=dict)
    limits: Limits = Limits()
    evidence: EvidenceWishes = EvidenceWishes()
    sections: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    ring_groups: RingGroups | None = None
    notify: tuple[Notify, ...] = ()
    ping: SecretReference | None = None
    margin: int = MARGIN
    on_drift: str = "report"
    once: tuple[Once, ...] = ()

    @property
    def secrets(self) -> tuple[SecretReference, ...]:
        """Where every secret of the file is: the password first, then the addresses of messages and of the ping."""
        addresses = [reference for each in self.notify for reference in each.to]
        return tuple(dict.fromkeys([self.login.password, *addresses, *([self.ping] if self.ping else [])]))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of everything that is declared: sites, or ring groups."""
        groups = self.ring_groups
        return (*self.sites, *(groups.names if groups is not None else ()))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The direct numbers that are declared, as E.164."""
        groups = self.ring_groups.groups if self.ring_groups is not None else ()
        return tuple(number.e164 for group in groups for number in group.numbers)

    def refuse_unknown(self, only: Iterable[str]) -> None:
        """Raise EstateError for the name or extension of a site or ring group that is not declared."""
        if self.ring_groups is None:
            self.choose(only)
        else:
            self.choose_ring_groups(only)

    def choose_ring_groups(self, only: Iterable[str]) -> RingGroups:
        """Return the ring groups that are named, or whose extension is; all when none is; raise EstateError."""
        groups = self.ring_groups if self.ring_groups is not None else RingGroups(())
        wanted = tuple(only)
        for name in wanted:
            chosen = groups.only([name])
            if not (chosen.groups or chosen.absent):
                known = suggestion(name, groups.names, otherwise="there is")
                raise EstateError(
                    f"{quoted_path(self.file)}: ring_groups: no ring group is called {quoted(name)}; {known}"
                )
        return groups.only(wanted) if wanted else groups

    def site(self, name: str) -> Site:
        """Return the site of a name as people see it, or of an extension; raise EstateError."""
        numbered = [site.name for site in self.sites.values() if site.extension == name.strip()]
        named = [known for known in self.sites if normalised(known) == normalised(name)]
        meant = list(dict.fromkeys([*named, *numbered]))
        if len(meant) == 1:
            return self.sites[meant[0]]
        if meant:
            both = " and ".join(quoted(known) for known in meant)
            raise EstateError(f"{quoted_path(self.file)}: sites: {quoted(name)} means {both}; write the whole name")
        known_sites = suggestion(name, self.sites, otherwise="there is")
        raise EstateError(f"{quoted_path(self.file)}: sites: no site is called {quoted(name)}; {known_sites}")

    def choose(self, only: Iterable[str]) -> dict[str, Site]:
        """Return the sites that are named, in the order of the file; all when none is."""
        wanted = {self.site(name).name for name in only}
        return {name: site for name, site in self.sites.items() if not wanted or name in wanted}
