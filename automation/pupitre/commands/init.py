"""`pupitre init`: from the console's welcome mail to an estate file that plans to no change.

The file comes first and is never written over; then the password is stored;
then, after one login through the guard, the sites that the console shows are added.
Whatever fails leaves what came before it, and says how to go on.
"""

from __future__ import annotations

import contextlib
import functools
import secrets
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pupitre.commands.asking import asked_password, pasted_mail
from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import run_shown
from pupitre.commands.streams import document, people, tell
from pupitre.console import Welcome, load_console
from pupitre.errors import Bug, EstateError, Explained
from pupitre.estate import Secret, SecretError, SecretReference, load
from pupitre.estate.problems import quoted_path
from pupitre.estate.starting import connection_file, with_sites
from pupitre.estate.storing import STORABLE, keyring_is_there, store
from pupitre.hours import Week
from pupitre.mail import LARGEST_MAIL, MailNotUnderstood, unpack
from pupitre.run import Finished, Settings
from pupitre.survey import survey
from pupitre.timezone_here import timezone_here
from pupitre.visible import visible

_WORDS = {
    "fr": {
        "written": "{file} est écrit : {address}, identifiant {user}, mot de passe dans {password}.",
        "filled": "{file} contient maintenant les sites. Pour vérifier : pupitre plan {file}",
        "left_out": "Laissé de côté : {extension} {name} ({why})",
        "next": "{file} ne dit que comment se connecter. Ensuite : {check}, puis {fill}",
        "failed": "{file} ne dit que comment se connecter. Quand c'est réglé : {fill}",
    },
    "en": {
        "written": "{file} is written: {address}, user {user}, password in {password}.",
        "filled": "{file} now holds the sites. To check: pupitre plan {file}",
        "left_out": "Left out: {extension} {name} ({why})",
        "next": "{file} only says how to sign in. Next: {check}, then {fill}",
        "failed": "{file} only says how to sign in. Once that is solved: {fill}",
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


def init(
    mail: str | None, settings: Settings, wishes: Wishes, *, out: Path, login: bool = True, json_output: bool = False
) -> int:
    """Write `out` from a mail, store the password, sign in once and add the sites; return the exit code."""
    _check_wishes(wishes, out)
    welcome = load_console(wishes.console).read_welcome(unpack(_content(mail)))
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
        timezone=wishes.timezone or timezone_here(welcome.language),
        language=welcome.language,
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


def fill(file: Path, settings: Settings, *, json_output: bool, facts: dict[str, str] | None = None) -> int:
    """Sign in once and add the sites that the console shows to a file that declares none; return the exit code."""
    estate = load(file, needs_sites=False)
    if estate.sites:
        raise EstateError(
            f"{quoted_path(str(file))}: the file declares sites already; they are not replaced.",
            remedy=f"What the console shows: pupitre read {shlex.quote(str(file))}",
        )
    finished = run_shown(estate, _everything(settings), "init", functools.partial(survey, only=settings.only))
    shown = dict(finished.verdict.document)
    lines = [_say(estate.language, "left_out", **left) for left in shown.get("left_out", [])]
    if finished.verdict.exit_code == 0:
        _add_sites(file, finished, estate.language)
        lines.append(_say(estate.language, "filled", file=shlex.quote(str(file))))
    code = conclude(
        finished,
        json_output=json_output,
        text="\n".join(lines),
        document={"file": str(file), **(facts or {}), "left_out": shown.get("left_out", [])},
    )
    if code != 0:
        tell(_say(estate.language, "failed", **_ways_on(file)), sys.stderr)
    return code


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
    if wishes.ask_password:
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


def _add_sites(file: Path, finished: Finished, language: str) -> None:
    """Put the sites into the file, once it is certain that the file then declares what the console shows."""
    sites = [
        (str(site["name"]), str(site["extension"]), Week.from_json(site["week"]))
        for site in finished.verdict.document["sites"]
    ]
    # Whoever edited the file meanwhile loses nothing: it is read now, not before the login.
    text = with_sites(file.read_text(encoding="utf-8"), sites, language)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as opened:
            opened.write(text)
        declared = load(draft).sites
        if [(site.name, site.extension, site.week) for site in declared.values()] != sites:
            raise Bug("The file would not declare what the console shows.", left_behind=f"{file} is as it was.")
        draft.chmod(file.stat().st_mode & 0o777)
        draft.replace(file)
    except OSError as error:
        raise Explained(f"{quoted_path(str(file))}: cannot be written: {error.strerror}.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _everything(settings: Settings) -> Settings:
    from dataclasses import replace

    return replace(settings, only=())  # the sites that are named are not declared yet


def _ways_on(file: Path) -> dict[str, str]:
    name = shlex.quote(str(file))
    return {"file": name, "check": f"pupitre login check {name}", "fill": f"pupitre init --fill {name}"}


def _say(language: str, key: str, **values: Any) -> str:
    return visible(_WORDS[language][key].format(**values))
