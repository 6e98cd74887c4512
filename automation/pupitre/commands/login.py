"""`pupitre login`: store a console's password, and try it once."""

from __future__ import annotations

import contextlib
import shlex
import sys
from pathlib import Path

from pupitre.commands.asking import asked_password, piped_password
from pupitre.commands.streams import document, people, tell
from pupitre.errors import StateUnusable
from pupitre.estate import Estate, Secret, SecretError, load
from pupitre.estate.storing import refusal_to_store, store
from pupitre.guard import Guard
from pupitre.run import Settings
from pupitre.visible import visible

_STORED = {
    "fr": "Le mot de passe est enregistré ({where}). Il n'est pas encore essayé : {check}",
    "en": "The password is stored ({where}). It is not tried yet: {check}",
}
_REFUSED = {
    "fr": "Attention : {host} a déjà refusé ce mot de passe même. Il ne sera plus jamais envoyé. "
    "Cherchez un espace copié dans le mail, ou demandez un autre mot de passe.",
    "en": "Careful: {host} has refused this very password before. It is never sent again. "
    "Look in the mail for a copied space, or ask for another password.",
}


def set_password(file: Path, *, from_stdin: bool, json_output: bool) -> int:
    """Ask for a password and store it where the file says; return 0, or raise SecretError and store nothing."""
    estate = load(file, needs_sites=False)
    reference = estate.login.password
    reason = refusal_to_store(reference)
    if reason:
        raise SecretError(f"{reference}: {reason}.", left_behind="Nothing was stored.")
    whose = f"{estate.login.user} ({estate.address.origin})"
    secret = piped_password() if from_stdin else asked_password(visible(whose))
    store(reference, secret)
    check = f"pupitre login check {shlex.quote(str(file))}"
    sentence = _STORED[estate.language].format(where=reference, check=check)
    tell(visible(sentence), people(json_output=json_output))
    warning = _REFUSED[estate.language].format(host=estate.address.host) if _was_refused(estate, secret) else ""
    if warning:
        tell(visible(warning), sys.stderr)
    if json_output:
        told = {"exit_code": 0, "reason": "stored", "sentence": sentence, "password": str(reference)}
        document({**told, "warning": warning or None})
    return 0


def _was_refused(estate: Estate, secret: Secret) -> bool:
    """Return whether the guard knows that the console refused this password; a guard that cannot tell stays silent."""
    with contextlib.suppress(StateUnusable), Guard.open() as guard:
        return guard.refused(estate.address.origin, estate.login.user, secret.reveal())
    return False


def check(file: Path, settings: Settings, *, json_output: bool) -> int:
    """Sign in once through the guard and out again; return the exit code."""
    # Storing a password needs no browser.
    from pupitre.commands.conclusion import conclude
    from pupitre.commands.progress import run_shown
    from pupitre.survey import accepted

    estate = load(file, needs_sites=False)
    return conclude(run_shown(estate, settings, "login-check", accepted), json_output=json_output)
