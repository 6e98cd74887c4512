"""From a file to an `Estate`, or to everything that is wrong with it."""

from __future__ import annotations

import os
import zoneinfo
from pathlib import Path

from pupitre.estate import keys
from pupitre.estate.address import Address, AddressError
from pupitre.estate.calendar_section import read_calendar, school_note
from pupitre.estate.country_zone import zone_of
from pupitre.estate.hours_section import read_named_hours
from pupitre.estate.installed import console_kinds, consoles_with_ring_groups, section_parsers
from pupitre.estate.model import Estate, EvidenceWishes, Limits, Login, Support
from pupitre.estate.nodes import Mapping as MappingNode
from pupitre.estate.nodes import Node, Scalar, compose
from pupitre.estate.notify_section import read_notify, read_ping
from pupitre.estate.once_section import ON_DRIFT, read_once
from pupitre.estate.problems import Problem, Problems, nearest, quoted, suggestion
from pupitre.estate.ring_groups_section import read_ring_groups
from pupitre.estate.secret import SecretError, SecretReference
from pupitre.estate.section import Section
from pupitre.estate.sites_section import read_sites
from pupitre.estate.source import read_text
from pupitre.estate.tls_section import read_pins
from pupitre.phone_numbers import is_country
from pupitre.year import MARGIN
from pupitre.year.rolling import LONGEST_MARGIN

LANGUAGES = ("fr", "en")
PICTURES = ("all", "readings", "changes", "off")
MOST_SITES = 10_000


def load(path: Path | str, *, needs_sites: bool = True) -> Estate:
    """Return what a file declares; raise EstateError with every problem in it.

    Nothing is opened but the file itself: no password is fetched, no console asked.
    Without `needs_sites`, a file that so far only says how to sign in will do.
    """
    file = os.fspath(path)
    root = compose(read_text(file), file)
    problems = Problems(file)
    kind = _kind(root)
    parsers = section_parsers(kind)
    keeps_ring_groups = kind in consoles_with_ring_groups()
    table = keys.of_estate(keeps_ring_groups=keeps_ring_groups, needs_groups=needs_sites)
    known = table | {name: keys.Key("A section of this console.") for name in parsers}
    section = Section(root, "", known, problems, folder=Path(file).parent)
    console = _console(section)
    address = _address(section)
    login = _login(section)
    pins = read_pins(section, address)
    language = section.choice("language", LANGUAGES, "en")
    declared = read_calendar(section, language)
    calendar = declared.calendar if declared is not None else None
    country = (login.country if login is not None else "") or (calendar.country if calendar is not None else "")
    timezone = _timezone(section, country, required=not keeps_ring_groups)
    hours = read_named_hours(section, declared)
    _refuse_what_is_not_kept(section, kind, keeps_ring_groups=keeps_ring_groups)
    sites = read_sites(section, hours)
    ring_groups = read_ring_groups(section, country) if keeps_ring_groups else None
    declares_something = sites or keeps_ring_groups or any(name in section for name in parsers)
    if needs_sites and not declares_something and not problems.found:
        problems.add(section.mark, "", "sites is missing; a file without sites keeps nothing")
    support = _support(section)
    notify, ping = read_notify(section), read_ping(section)
    limits = _limits(section)
    margin = section.number("margin", least=0, most=LONGEST_MARGIN)
    on_drift = section.choice("on_drift", ON_DRIFT, "report")
    once = read_once(section, timezone)
    evidence = _evidence(section)
    extra = {
        name: parse(node, name, problems, section.folder)
        for name, parse in parsers.items()
        if (node := section.node(name)) is not None
    }
    if problems.found or console is None or address is None or login is None or timezone is None:
        raise problems.error()
    usable = {name: entry.hours for name, entry in hours.items() if entry.hours is not None}
    note = school_note(declared, usable.values(), timezone)
    return Estate(
        file=file,
        console=console,
        address=address,
        login=login,
        timezone=timezone,
        sites=sites,
        language=language,
        support=support,
        calendar=calendar,
        hours=usable,
        limits=limits,
        evidence=evidence,
        sections=extra,
        notes=(Problem(section.marks["calendar"], "calendar", note).told(file),) if note else (),
        pins=pins,
        ring_groups=ring_groups,
        notify=notify,
        ping=ping,
        margin=MARGIN if margin is None else margin,
        on_drift=on_drift,
        once=once,
    )


def _kind(root: Node) -> str:
    """Return the kind of console as it is written, before anything else is read."""
    if isinstance(root, MappingNode):
        for key, value in root.entries:
            if key.text == "console" and isinstance(value, Scalar):
                return value.text
    return ""


def _refuse_what_is_not_kept(section: Section, kind: str, *, keeps_ring_groups: bool) -> None:
    if kind not in console_kinds():
        return  # its name is what is wrong
    for key in keys.OF_SITES if keeps_ring_groups else ("ring_groups",):
        if key in section:
            kept, instead = ("ring groups", "ring_groups") if keeps_ring_groups else ("opening hours", "sites")
            section.problems.add(
                section.marks[key], "", f"{key} is not for this console: {kind} keeps {kept}; write `{instead}`"
            )


def _limits(section: Section) -> Limits:
    limits = section.section("limits", keys.LIMITS)
    return Limits(
        limits.number("sites", least=1, most=MOST_SITES), limits.number("ring_groups", least=1, most=MOST_SITES)
    )


def _console(section: Section) -> str | None:
    text = section.text("console")
    if text is None:
        return None
    kinds = console_kinds()
    if text in kinds:
        return text
    section.add("console", f"no console is called {quoted(text)}; {suggestion(text, kinds, otherwise='installed:')}")
    return None


def _address(section: Section) -> Address | None:
    text = section.text("address")
    if text is None:
        return None
    try:
        return Address.parse(text)
    except AddressError as error:
        section.add("address", f"the address {error}")
        return None


def _login(section: Section) -> Login | None:
    login = section.section("login", keys.LOGIN, private=True)
    user, password = login.text("user"), login.text("password")
    allow_spaces = login.flag("allow_spaces")
    country = _country(login)
    path = login.text("path")
    if path is not None and not (path.startswith("/") and path.isprintable() and not set("?# \\") & set(path)):
        login.add("path", "write the path of an address, such as /api/login")
    if user is not None and user != user.strip():
        login.add("user", "there is a blank at its beginning or end")
    if user is None or password is None:
        return None
    try:
        reference = SecretReference.parse(password, folder=section.folder, user=user, allow_spaces=allow_spaces)
    except SecretError as error:
        login.add("password", error.what)
        return None
    return Login(user, reference, country, path or "")


def _country(login: Section) -> str:
    text = login.text("country")
    if text is None:
        return ""
    if not (len(text) == 2 and text.isascii() and text.isalpha() and is_country(text.upper())):
        login.add("country", f"{quoted(text)} is not a country; write it as two letters, such as FR")
        return ""
    return text.upper()


def _timezone(section: Section, country: str, *, required: bool) -> str | None:
    text = section.text("timezone")
    if text is None:
        return None if required or "timezone" in section else zone_of(country)
    try:
        return zoneinfo.ZoneInfo(text).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
    places = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(known)}
    meant = places.get(text.casefold()) or (nearest(text, sorted(known)) if "/" in text else None)
    hint = f"did you mean {meant}?" if meant else "write a place, such as Europe/Paris"
    section.add("timezone", f"{quoted(text)} is not a time zone; {hint}")
    return None


def _support(section: Section) -> Support | None:
    if "support" not in section:
        return None
    support = section.section("support", keys.SUPPORT)
    phone, email = support.text("phone"), support.text("email")
    if email is not None and (email.count("@") != 1 or " " in email):
        support.add("email", "this is not an e-mail address")
    if phone is not None and not any(letter.isdigit() for letter in phone):
        support.add("phone", "there is no digit in it")
    return Support(phone or "", email or "")


def _evidence(section: Section) -> EvidenceWishes:
    evidence = section.section("evidence", keys.EVIDENCE)
    copy = evidence.text("copy")
    pictures = evidence.choice("pictures", PICTURES, "")
    folder: Path | None = None
    if copy is not None:
        try:
            folder = section.folder / Path(copy).expanduser()
        except RuntimeError:
            evidence.add("copy", f"nobody's home is called {quoted(Path(copy).parts[0])}")
    return EvidenceWishes(folder, pictures, evidence.flag("trace"))
