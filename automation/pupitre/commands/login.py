"""`pupitre login`: store a console's password, and try it once."""

from __future__ import annotations

import shlex
from pathlib import Path

from pupitre.commands.asking import asked_password, piped_password
from pupitre.commands.streams import document, people, tell
from pupitre.estate import SecretError, load
from pupitre.estate.storing import refusal_to_store, store
from pupitre.run import Settings
from pupitre.visible import visible

_STORED = {
    "fr": "Le mot de passe est enregistré ({where}). Il n'est pas encore essayé : {check}",
    "en": "The password is stored ({where}). It is not tried yet: {check}",
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
    if json_output:
        document({"exit_code": 0, "reason": "stored", "sentence": sentence, "password": str(reference)})
    return 0


def check(file: Path, settings: Settings, *, json_output: bool) -> int:
    """Sign in once through the guard and out again; return the exit code."""
    # Storing a password needs no browser.
    from pupitre.commands.conclusion import conclude
    from pupitre.commands.progress import run_shown
    from pupitre.survey import accepted

    estate = load(file, needs_sites=False)
    return conclude(run_shown(estate, settings, "login-check", accepted), json_output=json_output)
