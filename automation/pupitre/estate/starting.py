"""The first file of an operator: how to sign in, with a comment at each line, and later the sites.

The sites are added as text at the end, so that whatever the operator wrote in
between stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from pupitre.estate.writing import scalar, write_sites
from pupitre.hours import Week

_CONNECTION = {
    "fr": """\
# Écrit par `pupitre init` d'après le mail de bienvenue.
console: {console}
# L'adresse du mail, sans « webclient ».
address: {address}
login:
  user: {user}
  # Où se trouve le mot de passe, jamais le mot de passe. Pour en enregistrer un autre : pupitre login set
  password: {password}
timezone: {timezone}
# La langue des comptes rendus : fr ou en.
language: {language}
# Qui appeler quand la console bloque l'adresse du bureau :
# support: {{phone: "05 00 00 00 00", email: support@example.fr}}
""",
    "en": """\
# Written by `pupitre init` from the welcome mail.
console: {console}
# The address of the mail, without "webclient".
address: {address}
login:
  user: {user}
  # Where the password is, never the password. To store another one: pupitre login set
  password: {password}
timezone: {timezone}
# The language of the reports: fr or en.
language: {language}
# Whom to call when the console blocks this address:
# support: {{phone: "05 00 00 00 00", email: support@example.com}}
""",
}
_PENDING = {
    "fr": "# Les sites manquent encore. `pupitre init --fill` les lit sur la console et les écrit ici.\n",
    "en": "# The sites are still missing. `pupitre init --fill` reads them on the console and writes them here.\n",
}
_SITES = {
    "fr": "\n# Les sites, tels que la console les montre. Un jour qui n'est pas nommé est fermé.\n",
    "en": "\n# The sites, as the console shows them. A day that is not named is closed.\n",
}


def connection_file(
    *, console: str, address: str, user: str, password_reference: str, timezone: str, language: str
) -> str:
    """Return an estate file that says how to sign in and declares no site yet."""
    text = _CONNECTION[language].format(
        console=scalar(console),
        address=scalar(address),
        user=scalar(user),
        password=scalar(password_reference),
        timezone=scalar(timezone),
        language=scalar(language),
    )
    return text + _PENDING[language]


def with_sites(text: str, sites: Sequence[tuple[str, str, Week]], language: str) -> str:
    """Return a file's text with its sites at the end; raise EstateError for sites that no file can hold."""
    for pending in _PENDING.values():
        text = text.replace(pending, "")
    return text.rstrip("\n") + "\n" + _SITES[language] + write_sites(sites)
