"""The first file of an operator: how to sign in, with a comment at each line, and later what the console shows.

That is added as text at the end, so that whatever the operator wrote in
between stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pupitre.estate.writing import scalar, write_sites
from pupitre.estate.writing_ring_groups import write_ring_groups
from pupitre.hours import Week
from pupitre.switchboard import Switchboard

_CONNECTION = {
    "fr": """\
# Écrit par `pupitre init` d'après {source}.
console: {console}
# L'adresse de la console, sans « webclient ».
address: {address}
login:
  user: {user}
  # Où se trouve le mot de passe, jamais le mot de passe. Pour en enregistrer un autre : pupitre login set
  password: {password}
{country}{timezone}# La langue des comptes rendus : fr ou en.
language: {language}
# Qui appeler quand la console bloque l'adresse du bureau :
# support: {{phone: "05 00 00 00 00", email: support@example.fr}}
""",
    "en": """\
# Written by `pupitre init` from {source}.
console: {console}
# The address of the console, without "webclient".
address: {address}
login:
  user: {user}
  # Where the password is, never the password. To store another one: pupitre login set
  password: {password}
{country}{timezone}# The language of the reports: fr or en.
language: {language}
# Whom to call when the console blocks this address:
# support: {{phone: "05 00 00 00 00", email: support@example.com}}
""",
}
_SOURCES = {
    "fr": {True: "le mail de bienvenue", False: "ce qui a été répondu"},
    "en": {True: "the welcome mail", False: "what was answered"},
}
_PENDING = {
    "fr": "# Les sites manquent encore. `pupitre init --fill` les lit sur la console et les écrit ici.\n",
    "en": "# The sites are still missing. `pupitre init --fill` reads them on the console and writes them here.\n",
}
_PENDING_GROUPS = {
    "fr": "# Les groupes manquent encore. `pupitre init --fill` les lit sur la console et les écrit ici.\n",
    "en": "# The ring groups are still missing. `pupitre init --fill` reads them on the console and adds them here.\n",
}
_SITES = {
    "fr": "\n# Les sites, tels que la console les montre. Un jour qui n'est pas nommé est fermé.\n",
    "en": "\n# The sites, as the console shows them. A day that is not named is closed.\n",
}
_GROUPS = {
    "fr": "\n# Les groupes, tels que la console les montre. Un groupe qui n'est pas nommé n'est pas touché.\n",
    "en": "\n# The ring groups, as the console shows them. A group that is not named is left alone.\n",
}


def connection_file(
    *,
    console: str,
    address: str,
    user: str,
    password_reference: str,
    timezone: str | None,
    language: str,
    country: str = "",
    from_mail: bool = True,
) -> str:
    """Return an estate file that says how to sign in and declares nothing yet.

    A console of ring groups has no `timezone`: None says that they are still missing.
    """
    text = _CONNECTION[language].format(
        source=_SOURCES[language][from_mail],
        console=scalar(console),
        address=scalar(address),
        user=scalar(user),
        password=scalar(password_reference),
        country=f"  country: {scalar(country)}\n" if country else "",
        timezone="" if timezone is None else f"timezone: {scalar(timezone)}\n",
        language=scalar(language),
    )
    return text + (_PENDING_GROUPS if timezone is None else _PENDING)[language]


def with_sites(text: str, sites: Sequence[tuple[str, str, Week]], language: str) -> str:
    """Return a file's text with its sites at the end; raise EstateError for sites that no file can hold."""
    return _without_pending(text) + _SITES[language] + write_sites(sites)


def with_ring_groups(text: str, shown: Switchboard, language: str, only: Collection[str] | None = None) -> str:
    """Return a file's text with a console's ring groups at its end; raise EstateError when no file can hold one."""
    return _without_pending(text) + _GROUPS[language] + write_ring_groups(shown, language, only)


def _without_pending(text: str) -> str:
    for pending in (*_PENDING.values(), *_PENDING_GROUPS.values()):
        text = text.replace(pending, "")
    return text.rstrip("\n") + "\n"
