"""What an operator declared: one console, how to sign in, and all that is declared on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pupitre.errors import EstateError
from pupitre.estate.address import Address
from pupitre.estate.names import normalised
from pupitre.estate.problems import quoted, quoted_path, suggestion
from pupitre.estate.secret import SecretReference
from pupitre.hours import Slot, Week
from pupitre.ring_groups import RingGroups


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


@dataclass(frozen=True, order=True)
class SeasonDay:
    """The first or last day of a season; without a year, of every year."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True)
class Season:
    """A part of the year with its own week; both ends belong to it."""

    name: str
    first: SeasonDay
    last: SeasonDay
    week: Week


@dataclass(frozen=True)
class Hours:
    """Opening hours: a week, and what departs from it.

    `holidays` is None when public holidays are ordinary days.
    """

    week: Week
    seasons: tuple[Season, ...] = ()
    holidays: tuple[Slot, ...] | None = None
    days: Mapping[dt.date, tuple[Slot, ...]] = field(default_factory=dict)

    @property
    def is_only_a_week(self) -> bool:
        """Whether every week is the same."""
        return not self.seasons and self.holidays is None and not self.days


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


@dataclass(frozen=True)
class Limits:
    """How much may change in one go; None is Pupitre's own limit."""

    sites: int | None = None
    ring_groups: int | None = None


@dataclass(frozen=True)
class EvidenceWishes:
    """What evidence is kept beyond the record itself."""

    copy: Path | None = None
    pictures: str = "all"
    trace: bool = False


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

    @property
    def names(self) -> tuple[str, ...]:
        """The names of everything that is declared: sites, or ring groups."""
        groups = self.ring_groups
        return (*self.sites, *(groups.names if groups is not None else ()))

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
