"""`pupitre init`: from the console's welcome mail, or a few answers, to an estate file that plans to no change.

The file comes first and is never written over; then the password is stored;
then, after one login through the guard, what the console shows is added.
Whatever fails leaves what came before it, and says how to go on.
"""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pupitre.commands.asking import asked_password, pasted_mail, piped_password
from pupitre.commands.connecting import Connection, asked_connection
from pupitre.commands.filling import fill
from pupitre.commands.streams import document, people, tell
from pupitre.console import Welcome
from pupitre.errors import EstateError, Explained
from pupitre.estate import Secret, SecretError, SecretReference, load
from pupitre.estate.installed import consoles_with_ring_groups
from pupitre.estate.problems import quoted_path
from pupitre.estate.starting import connection_file
from pupitre.estate.storing import STORABLE, keyring_is_there, store
from pupitre.installed_consoles import load_console
from pupitre.mail import LARGEST_MAIL, MailNotUnderstood, unpack
from pupitre.run import Settings
from pupitre.timezone_here import timezone_here
from pupitre.visible import visible

_WORDS = {
    "fr": {
        "written": "{file} est écrit : {address}, identifiant {user}, mot de passe dans {password}.",
        "next": "{file} ne dit que comment se connecter. Ensuite : {check}, puis {fill}",
    },
    "en": {
        "written": "{file} is written: {address}, user {user}, password in {password}.",
        "next": "{file} only says how to sign in. Next: {check}, then {fill}",
    },
}


@dataclass(frozen=True)
class Wishes:
    """What the operator asked for: which console, where the password goes, the sites' time zone.

    An empty `password_to` takes the keyring where there is one, an empty `timezone` this machine's.
    """

    console: str = "threecx"
    password_to: str = ""
    timezone: str = ""
    ask_password: bool = False
    password_piped: bool = False
    connection: Connection = field(default_factory=Connection)


def init(
    mail: str | None, settings: Settings, wishes: Wishes, *, out: Path, login: bool = True, json_output: bool = False
) -> int:
    """Write `out` from a mail or answers, store the password, sign in once, add what is shown; return the exit code."""
    _check_wishes(wishes, out)
    keeps_ring_groups = wishes.console in consoles_with_ring_groups()
    welcome = _welcome(mail, wishes, with_country=keeps_ring_groups)
    reference = _reference(wishes, welcome, out)
    secret = _password(wishes, welcome)
    defect = reference.defect(secret)
    if defect:
        raise SecretError(defect, left_behind="Nothing was written.")
    text = connection_file(
        console=wishes.console,
        address=welcome.address.origin,
        user=welcome.user,
        password_reference=str(reference),
        timezone=None if keeps_ring_groups else wishes.timezone or timezone_here(welcome.language),
        language=welcome.language,
        country=welcome.country,
        from_mail=welcome.password is not None or bool(welcome.doubt),
    )
    with _new_file(out, text):
        load(out, needs_sites=False)
        store(reference, secret, new=True)
    facts = {
        "file": str(out),
        "address": welcome.address.origin,
        "user": welcome.user,
        "password": str(reference),
    }
    stream = people(json_output=json_output)
    tell(_say(welcome.language, "written", **facts), stream)
    if login:
        return fill(out, settings, json_output=json_output, facts=facts)
    tell(_say(welcome.language, "next", **_ways_on(out)), stream)
    if json_output:
        document({"exit_code": 0, "reason": "written", "sentence": _say(welcome.language, "written", **facts), **facts})
    return 0


def _check_wishes(wishes: Wishes, out: Path) -> None:
    import zoneinfo

    if wishes.password_to not in ("", *STORABLE):
        raise EstateError(f"A password can be stored in {' or '.join(STORABLE)}.", remedy="--password-to file")
    if wishes.timezone and wishes.timezone not in zoneinfo.available_timezones():
        raise EstateError("This is not a time zone.", remedy="Name a place, such as --timezone Europe/Paris")
    _refuse_existing(out)
    if not out.parent.is_dir():
        raise EstateError(f"{quoted_path(str(out))}: there is no folder {quoted_path(str(out.parent))}.")


def _refuse_existing(out: Path) -> None:
    if out.exists() or out.is_symlink():
        raise EstateError(
            f"{quoted_path(str(out))} is there already, and is not written over.",
            left_behind="Nothing was written, and no password was stored.",
            remedy="Name another file with --out; to add sites to a file that has none: pupitre init --fill FILE",
        )


def _welcome(mail: str | None, wishes: Wishes, *, with_country: bool) -> Welcome:
    driver = load_console(wishes.console)
    if mail is None and (wishes.connection.address or not driver.has_welcome_mail()):
        return asked_connection(wishes.connection, with_country=with_country)
    return driver.read_welcome(unpack(_content(mail)))


def _content(mail: str | None) -> bytes:
    if mail is None or mail == "-":
        return pasted_mail()
    try:
        with Path(mail).open("rb") as opened:
            return opened.read(LARGEST_MAIL + 1)
    except OSError as error:
        raise EstateError(f"{quoted_path(mail)}: the mail cannot be read: {error.strerror}.") from None


def _reference(wishes: Wishes, welcome: Welcome, out: Path) -> SecretReference:
    kind = wishes.password_to or ("keyring" if keyring_is_there() else "file")
    name = f"{out.stem}.password" if kind == "file" else welcome.address.host
    return SecretReference.parse(f"{kind}:{name}", folder=out.parent, user=welcome.user)


def _password(wishes: Wishes, welcome: Welcome) -> Secret:
    if wishes.password_piped:
        return piped_password()
    if wishes.ask_password or (welcome.password is None and not welcome.doubt):
        return asked_password(visible(f"{welcome.user} ({welcome.address.origin})"))
    if welcome.password is None:
        raise MailNotUnderstood(
            welcome.doubt, remedy="Look at the mail, and type the password yourself: pupitre init --ask-password"
        )
    return welcome.password


@contextlib.contextmanager
def _new_file(out: Path, text: str) -> Iterator[None]:
    """Write a file that is not there yet, and take it away again when the body fails."""
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        _refuse_existing(out)
        raise
    except OSError as error:
        raise Explained(f"{quoted_path(str(out))}: cannot be written: {error.strerror}.") from None
    try:
        yield
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def _ways_on(file: Path) -> dict[str, str]:
    name = shlex.quote(str(file))
    return {"file": name, "check": f"pupitre login check {name}", "fill": f"pupitre init --fill {name}"}


def _say(language: str, key: str, **values: Any) -> str:
    return visible(_WORDS[language][key].format(**values))
