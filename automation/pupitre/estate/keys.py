"""The keys of an estate file with what each means; the loader and the schema both go by this table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """One key: what it means, and whether the file must have it."""

    means: str
    required: bool = False


Keys = dict[str, Key]

ESTATE: Keys = {
    "console": Key("The kind of console, such as threecx.", required=True),
    "address": Key(
        'The console\'s address as pasted from the mail; "webclient" is stripped. https, or http on this machine.',
        required=True,
    ),
    "login": Key("Who signs in, and where the password is.", required=True),
    "tls": Key("How a console is known whose certificate no authority vouches for."),
    "timezone": Key("The time zone of the sites, such as Europe/Paris.", required=True),
    "language": Key("The language of the evidence page and of notifications: fr or en (the default)."),
    "support": Key("Whom to call when the console blocks this address."),
    "notify": Key("Who is told what unattended runs came to."),
    "ping": Key("Where an address is that is asked for after each good run, so that silence is noticed: file:PATH."),
    "margin": Key("How many days ahead the console's grid must be right, in nights: 0 to 6, 2 without this."),
    "on_drift": Key("What a night does about what somebody else changed: report (the default) or restore."),
    "once": Key("Recorded changes that are replayed once, in the first night after a moment."),
    "calendar": Key("Where public and school holidays come from."),
    "hours": Key("Opening hours with a name, for sites that share them."),
    "limits": Key("How much may change in one go."),
    "evidence": Key("What evidence is kept beyond the record itself."),
    "sites": Key("The sites by their name on the console, where it keeps opening hours."),
    "ring_groups": Key("The ring groups by their name on the console, where it keeps those."),
}

# What only files about opening hours need, or can have.
OF_SITES = ("sites", "hours", "margin")


def of_estate(*, keeps_ring_groups: bool, needs_groups: bool = True) -> Keys:
    """Return the keys of a file; only opening hours need a time zone."""
    if not keeps_ring_groups:
        return ESTATE
    groups = Key(ESTATE["ring_groups"].means, required=needs_groups)
    return {**ESTATE, "timezone": Key(ESTATE["timezone"].means), "ring_groups": groups}


LOGIN: Keys = {
    "user": Key('The extension or user that signs in, such as "000".', required=True),
    "password": Key(
        "Where the password is, never the password: env:NAME, file:PATH, keyring:NAME, command:COMMAND, systemd:NAME.",
        required=True,
    ),
    "allow_spaces": Key("true when the password really begins or ends with a blank, or has an unusual one."),
    "country": Key(
        "The country of the account, as two letters: FR. Telephone numbers written without + are of this country."
    ),
    "path": Key("Where the login form sends the password, such as /api/login; only for the console `any`."),
}

TLS: Keys = {
    "pin": Key(
        "The key that the console shows, sha256/ and 44 letters; a list while it is being renewed.", required=True
    ),
}

SUPPORT: Keys = {
    "phone": Key("The telephone number to call."),
    "email": Key("The address to write to."),
}

NOTIFY: Keys = {
    "to": Key(
        "Where the address of a mail server or a chat is, never the address, as it holds a password: file:PATH.",
        required=True,
    ),
    "on": Key("Of which nights: changed, drift, refused, person, blocked, failed, missed, digest; all without this."),
    "language": Key("The language of these messages: fr or en; that of the file without this."),
}

ONCE: Keys = {
    "at": Key("From when on it is due, in the time zone of the sites: 2026-12-24 12:00.", required=True),
    "until": Key("From when on it is too late, and only told: 2026-12-24 18:00; a day after `at` without this."),
    "replay": Key("The recording, such as recordings/message.yaml.", required=True),
    "set": Key("The values of the recording's parameters, by their names."),
}

CALENDAR: Keys = {
    "country": Key("The country of the public holidays, as two letters: FR.", required=True),
    "region": Key("The part of the country, where it has holidays of its own: Alsace-Moselle."),
    "school": Key("The zone of the school holidays: A, B or C."),
}

HOURS: Keys = {
    "week": Key("The ordinary week: days that it does not name are closed. Also: odd sat, first sun, last fri."),
    "closed": Key("true when the whole week is closed, and that is meant."),
    "seasons": Key("Parts of the year with a week of their own."),
    "holidays": Key("What public holidays do: closed, normal or slots; or each by its name, and `others`."),
    "days": Key("Dates and ranges of dates (2026-12-24..2026-12-31) with slots of their own, closed or normal."),
}

SEASON: Keys = {
    "name": Key("What people call it: été, vacances.", required=True),
    "from": Key("The first day: 07-01 every year, or 2026-07-01 once."),
    "to": Key("The last day, which belongs to it."),
    "school": Key(
        "The school holidays of the zone of `calendar`, in place of `from` and `to`: all, or toussaint, noël, ..."
    ),
    "week": Key("The week of the season."),
    "closed": Key("true when the whole season is closed, and that is meant."),
}

LIMITS: Keys = {
    "sites": Key("How many sites may change in one go."),
    "ring_groups": Key("How many ring groups may change in one go."),
}

EVIDENCE: Keys = {
    "copy": Key("A folder that is there, such as a share of another machine, for a second copy of each run's record."),
    "pictures": Key("Which steps get a picture: all (the default), readings (that of a night), changes or off."),
    "trace": Key("true to keep a trace of the browser after signing in."),
}

SITE: Keys = {
    "extension": Key('The number on the console, such as "021"; leading zeros count.', required=True),
    "hours": Key("The name of an entry of the section hours."),
    "week": Key("The week of this site: days that it does not name are closed."),
    "closed": Key("true when the whole week is closed, and that is meant."),
}

RING_GROUP: Keys = {
    "extension": Key('The number of the group on the console, such as "301".', required=True),
    "members": Key('Who rings: the extensions of users, in order, such as ["101", "102"].', required=True),
    "ring": Key("simultaneous or consecutive.", required=True),
    "seconds": Key("How long each extension rings, in seconds: up to 60, in the steps of the console.", required=True),
    "no_answer": Key('Where calls go then: {voicemail: "101"} or {extension: "104"}.', required=True),
    "numbers": Key("The direct numbers that must point at the group."),
}

NO_ANSWER: Keys = {
    "voicemail": Key("The extension of the user whose voicemail box takes the call."),
    "extension": Key("The extension that the call goes to."),
}
