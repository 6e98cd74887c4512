"""Sending a letter through `apprise`, to whatever its address names: a mail server, a chat, a web hook.

An address holds passwords and tokens. Apprise's own log lines quote parts of it, so they go
nowhere, and a failure is told by its kind alone. An address has so many seconds: whatever its server
does, the night goes on.
"""

from __future__ import annotations

import inspect
import logging
import os
import stat
from typing import Any

from pupitre.unattended.letter import Letter
from pupitre.unattended.patience import Answer, asked
from pupitre.unattended.sentences import saying

LARGEST_ATTACHMENT = 8 * 1024 * 1024
#: How long sending one letter may take, in seconds: 8 MB on a slow line take more than a minute.
PATIENCE_S = 120.0

_MAIL = frozenset({"mailto", "mailtos", "brevo", "mailersend", "mailgun", "o365", "azure", "postmark", "resend"})
_MAIL |= {"sendgrid", "ses", "smtp2go", "sparkpost", "sendpulse", "groundmail"}
_LOGGERS = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
_LATE_S = 3600.0
_TYPES = {"blocked": "failure", "person": "failure", "failed": "failure", "refused": "warning", "drift": "warning"}


#: The addresses whose last letter is still on its way in this process.
_on_their_way: dict[str, Answer] = {}


def deliver(address: str, letter: Letter, now: float) -> str:
    """Send a letter; return why it could not be sent, in the letter's language, or nothing. Never raises."""
    say = saying(letter.language)
    try:
        import apprise
    except ImportError:
        return say("no_apprise")
    before = _on_their_way.get(address)
    if before is not None and not before.done():
        return say("too_slow", seconds=round(PATIENCE_S))
    silenced = _silenced()
    answer = _on_their_way[address] = asked(lambda: _sent(apprise, address, letter, now), PATIENCE_S)
    if not answer.done():  # what may still be logged stays unheard until the process ends
        return say("too_slow", seconds=round(PATIENCE_S))
    for logger in silenced:
        logger.disabled = False
    return answer.result()


def _sent(apprise: Any, address: str, letter: Letter, now: float) -> str:
    say = saying(letter.language)
    try:
        plugin = apprise.Apprise.instantiate(address, asset=_asset(apprise), suppress_exceptions=True)
        if plugin is None:
            return say("no_address")
        # A hook that redirects to a page that greets people would pass for one that took the message.
        plugin.redirects = False
        was_sent = _notify(apprise, plugin, address.partition(":")[0].casefold() in _MAIL, letter, now)
    except Exception as error:  # noqa: BLE001 - a hundred services, each with its errors; their texts may quote the address
        return say("no_delivery", why=type(error).__name__)
    return "" if was_sent else say("no_answer")


def _notify(apprise: Any, plugin: Any, is_mail: bool, letter: Letter, now: float) -> bool:
    service = apprise.Apprise(asset=_asset(apprise))
    service.add(plugin)
    late = _lateness(letter, now)
    html = letter.html.replace("</h1>", f"</h1>\n<p>{late}</p>", 1) if late else letter.html
    text = f"{letter.text}\n\n{late}" if late else letter.text
    return bool(
        service.notify(
            body=html if is_mail else text,
            title=letter.subject,
            notify_type=_TYPES.get(letter.kind, "info"),
            body_format="html" if is_mail else "text",
            attach=_attachment(apprise, letter.attachment) if is_mail else None,
        )
    )


def _attachment(apprise: Any, path: str) -> Any:
    """Return the report to attach; None where it was pruned, or is too large for a mail."""
    content = _content(path)
    if not content:
        return None
    # Given as bytes: apprise would expand ~ and $ in a path, and take one with :// for an address.
    from apprise.attachment import memory

    attach: Any = memory.AttachMemory
    found = apprise.AppriseAttachment()
    found.add(attach(content=content, name="report.html", mimetype="text/html"))
    return found


def _content(path: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_ATTACHMENT:
                return b""
            return file.read(LARGEST_ATTACHMENT)
    except (OSError, ValueError):
        return b""


def _lateness(letter: Letter, now: float) -> str:
    late = now - letter.created
    return saying(letter.language)("delayed", hours=round(late / 3600)) if late > _LATE_S else ""


def _asset(apprise: Any) -> Any:
    """Return what apprise says of itself: Pupitre's name, nothing fetched, nothing kept on disk."""
    # Apprise's own time limit, where it has one, leaves a thread that the end of the process waits for.
    takes_limit = "service_timeout" in inspect.signature(apprise.AppriseAsset).parameters
    unlimited = {"service_timeout": 0} if takes_limit else {}
    return apprise.AppriseAsset(
        **unlimited,
        app_id="Pupitre",
        app_desc="Pupitre",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        secure_logging=True,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )


def _silenced() -> list[logging.Logger]:
    """Silence all that may quote an address; return the loggers that were not silent before."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    loggers += [
        logger
        for name, logger in logging.root.manager.loggerDict.items()
        if isinstance(logger, logging.Logger) and name.startswith(tuple(f"{each}." for each in _LOGGERS))
    ]
    heard = [logger for logger in loggers if not logger.disabled]
    for logger in heard:
        logger.disabled = True
    return heard
