"""The question before a deletion: a dialog of the page, or the browser's own."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from playwright.sync_api import Dialog, Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.errors import EvidenceFailed, SaveUnknown, UnexpectedDialog
from pupitre.switchboard import Listed
from pupitre.visible import visible
from pupitre_ooma.saving import Sent, confirm, unconfirmed_is_unknown, watching_what_is_sent
from pupitre_ooma.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk


def delete_once(desk: Desk, button: Locator, group: Listed) -> None:
    """Press a bin once, and confirm once if the question names the group; raise UnexpectedDialog if it does not.

    Raise SaveUnknown when the deletion is not confirmed.
    """
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.message)

    shown = visible(str(group))
    question = _question(desk, group)
    desk.page.on("dialog", note)
    try:
        with watching_what_is_sent(desk) as sent:
            with desk.acting("bin", says(desk, "bin", group=shown), lambda: button), desk.expecting_dialog(question):
                button.click(no_wait_after=True)
                _wait_for_the_question(desk, asked, sent)
            with desk.step("confirm", says(desk, "confirm", group=shown), changes=True):
                if not asked and not sent.statuses:
                    _confirm_on_the_page(desk, question)
                with unconfirmed_is_unknown(desk):
                    confirm(desk, sent)
    except EvidenceFailed as error:
        raise SaveUnknown(error) from None  # whether it was confirmed by then, only a fresh reading tells
    finally:
        desk.page.remove_listener("dialog", note)


def _question(desk: Desk, group: Listed) -> re.Pattern[str]:
    """Match a text that asks about a deletion and has both the number and the name of the group."""
    verbs = "|".join(re.escape(word) for word in desk.elements.elements["confirm.dialog"].words)
    name = r"\s+".join(re.escape(word) for word in group.name.split())
    return re.compile(rf"(?is)(?=.*(?:{verbs}))(?=.*(?<!\d){re.escape(group.extension)}(?!\d))(?=.*{name})")


def _wait_for_the_question(desk: Desk, asked: list[str], sent: Sent) -> None:
    """Wait until either question is there; the browser's own is answered while it is waited for.

    A console that asks nothing has deleted by then.
    """
    dialog = desk.elements.any_of("confirm.dialog", "message.dialog", "message.refusal", "login.password")
    deadline = time.monotonic() + desk.patience
    while not asked and not sent.statuses:
        try:
            dialog.wait_for(state="visible", timeout=200)
            return
        except PlaywrightTimeout:
            if time.monotonic() > deadline:
                raise


def _confirm_on_the_page(desk: Desk, question: re.Pattern[str]) -> None:
    elements = desk.elements
    elements.explain()
    dialog = elements.find("confirm.dialog")
    said = " ".join(elements.find("confirm.text", dialog).inner_text().split())
    if not question.search(dialog.inner_text()):
        elements.find("confirm.cancel", dialog).click()
        raise UnexpectedDialog(
            f"The console asks something else before the deletion: {visible(said)[:200]!r}. It was cancelled.",
            remedy="Open the console by hand and see what it wants, then run again.",
        )
    with unconfirmed_is_unknown(desk):
        elements.find("confirm.ok", dialog).click(no_wait_after=True)
