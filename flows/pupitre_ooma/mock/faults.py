"""The switches of the mock Ooma: those of every console, and what its screens can do."""

from __future__ import annotations

from typing import Any

from pupitre.mock import Faults, switch

SHOWN_BY_THE_PAGE = (
    "freeze_page",
    "banner",
    "news_modal",
    "popups",
    "rename_label",
    "hide_element",
    "duplicate_element",
    "dialog_late",
    "dialog_never",
    "confirm_text",
    "stale_page",
    "unsaved_choice",
    "lose_click",
    "members_by_name",
)
BY_SOMEONE_ELSE = (
    "members_by_someone_else",
    "repoint_by_someone_else",
    "delete_by_someone_else",
    "create_by_someone_else",
)


class OomaFaults(Faults):
    """What can go wrong on the Ooma console; see `names()`."""

    shown_by_the_page = SHOWN_BY_THE_PAGE

    # What the server does.

    @switch
    def slow_lists(self, seconds: float) -> None:
        """Answer late whatever fills a table, a drop-down or the check boxes."""
        self.set("slow_lists", seconds=seconds)

    @switch
    def stale_lists(self, times: int = 0) -> None:
        """Answer every read with what was stored before the last change."""
        self.set("stale_lists", times=times)

    @switch
    def refuse_save(self, message: str = "Votre offre ne permet pas cette modification.", times: int = 0) -> None:
        """Refuse a save or a deletion with these words, and store nothing."""
        self.set("refuse_save", message=message, times=times)

    @switch
    def extension_taken(self, times: int = 0) -> None:
        """Refuse a new extension number as taken, although it was offered."""
        self.set("extension_taken", times=times)

    @switch
    def ignore_delete(self, times: int = 0) -> None:
        """Answer a deletion as if it was done, and delete nothing."""
        self.set("ignore_delete", times=times)

    @switch
    def hide_extension(self, extension: str) -> None:
        """Leave an extension out of the table."""
        self.set("hide_extension", extension=extension)

    @switch
    def two_same_extension(self, extension: str) -> None:
        """Show an extension twice in the table."""
        self.set("two_same_extension", extension=extension)

    @switch
    def members_by_someone_else(self, extension: str, members: str, when: str = "before") -> None:
        """Let another session give a group the members `102+104`, once, just before or after our next save."""
        self._someone("members_by_someone_else", when, extension=extension, members=members)

    @switch
    def repoint_by_someone_else(self, number: str, extension: str, when: str = "before") -> None:
        """Let another session point a phone number elsewhere, once, just before or after our next save."""
        self._someone("repoint_by_someone_else", when, number=number, extension=extension)

    @switch
    def delete_by_someone_else(self, extension: str, when: str = "before") -> None:
        """Let another session delete an extension, once, just before or after our next save."""
        self._someone("delete_by_someone_else", when, extension=extension)

    @switch
    def create_by_someone_else(self, extension: str, name: str = "Autre", when: str = "before") -> None:
        """Let another session take an extension number, once, just before or after our next save."""
        self._someone("create_by_someone_else", when, extension=extension, called=name)

    # What the page does.

    @switch
    def freeze_page(self) -> None:
        """Let the page's script loop for ever once a group is open."""
        self.set("freeze_page")

    @switch
    def banner(self, kind: str = "cookies") -> None:
        """Cover the page with a `cookies` banner or a `news` popup."""
        self.set("banner", kind=kind)

    @switch
    def news_modal(self) -> None:
        """Open a dialog that nobody asked for over the page of the extensions."""
        self.set("news_modal")

    @switch
    def popups(self, kind: str = "alerts") -> None:
        """Open `windows` or `alerts` again and again once the extensions are shown."""
        self.set("popups", kind=kind)

    @switch
    def rename_label(self, element: str, text: str) -> None:
        """Give an element other words; the elements are in `console/faults.js`."""
        self.set("rename_label", element=element, text=text)

    @switch
    def hide_element(self, element: str) -> None:
        """Hide an element, or whatever a CSS selector finds."""
        self.set("hide_element", element=element)

    @switch
    def duplicate_element(self, element: str) -> None:
        """Show an element twice."""
        self.set("duplicate_element", element=element)

    @switch
    def dialog_late(self, seconds: float) -> None:
        """Open a group's settings late."""
        self.set("dialog_late", seconds=seconds)

    @switch
    def dialog_never(self) -> None:
        """Open no settings for a group."""
        self.set("dialog_never")

    @switch
    def confirm_text(self, text: str = "Voulez-vous vraiment résilier votre abonnement ?") -> None:
        """Ask something else before a deletion."""
        self.set("confirm_text", text=text)

    @switch
    def stale_page(self) -> None:
        """Keep the table as it was after a save, until the page is loaded anew."""
        self.set("stale_page")

    @switch
    def unsaved_choice(self, number: str, extension: str) -> None:
        """Show a phone number with another choice than the stored one, as if somebody had begun something."""
        self.set("unsaved_choice", number=number.removeprefix("+"), extension=extension)

    @switch
    def lose_click(self, nth: int = 1) -> None:
        """Undo the n-th change of a member without a word; 0 undoes all."""
        self.set("lose_click", nth=nth)

    @switch
    def members_by_name(self) -> None:
        """List the users of a group's settings by name instead of by extension."""
        self.set("members_by_name")

    def _someone(self, name: str, when: str, **values: Any) -> None:
        if when not in ("before", "after"):
            raise ValueError(f"{when!r} is neither before nor after")
        self.set(name, when=when, times=1, **values)
