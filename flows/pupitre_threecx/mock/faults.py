"""The switches of the mock 3CX: those of every console, and what its screens can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pupitre.hours import Week
from pupitre.mock import Faults, switch
from pupitre_threecx.mock.extensions import Destination, Rule, week

SHOWN_BY_THE_PAGE = (
    "freeze_page",
    "banner",
    "licence_modal",
    "confirm_delete",
    "tab_hidden",
    "rename_label",
    "change_id",
    "duplicate_element",
    "dialog_twice",
    "dialog_never",
    "dialog_late",
    "lose_click_on_add",
    "push_download",
    "popups",
)
MONDAY_MORNING = week(mon="09:00-11:00")


class ThreeCXFaults(Faults):
    """What can go wrong on the 3CX console; see `names()`."""

    shown_by_the_page = SHOWN_BY_THE_PAGE

    def __init__(self, set_rules: Callable[[str, Sequence[Rule]], None]) -> None:
        super().__init__()
        self._set_rules = set_rules

    # What the server does.

    @switch
    def save_by_someone_else(self, number: str, week: Week = MONDAY_MORNING, when: str = "before") -> None:
        """Let another session save these hours, once, just `before` or just `after` our next save."""
        if when not in ("before", "after"):
            raise ValueError(f"{when!r} is neither before nor after")
        self.set("save_by_someone_else", number=number, week=week, when=when, times=1)

    @switch
    def refuse_leading_zero(self) -> None:
        """Refuse to save an extension whose number begins with 0, as 18.0.6 does."""
        self.set("refuse_leading_zero")

    @switch
    def corrupt_on_delete(self, what: str = "destination") -> None:
        """Change the `destination` or the `caller` of a rule when one of its slots is deleted."""
        if what not in ("destination", "caller"):
            raise ValueError(f"{what!r} is neither destination nor caller")
        self.set("corrupt_on_delete", what=what)

    @switch
    def hide_extension(self, number: str) -> None:
        """Leave an extension out of the list."""
        self.set("hide_extension", number=number)

    @switch
    def two_same_number(self, number: str) -> None:
        """Show an extension twice in the list."""
        self.set("two_same_number", number=number)

    @switch
    def exception_rules(self, number: str, rules: Sequence[Rule] | str = "none") -> None:
        """Replace the saved rules of an extension at once, by a list or by a name.

        The names are `none`, `two`, `office_hours`, `other_caller` and `voicemail`.
        `off()` does not bring the earlier rules back; the oracle's `reset()` does.
        """
        if isinstance(rules, str):
            hours = week(mon_fri="08:00-17:00")
            kinds: dict[str, tuple[Rule, ...]] = {
                "none": (),
                "two": (Rule(week=hours), Rule(week=MONDAY_MORNING)),
                "office_hours": (Rule(hours="OfficeHours"),),
                "other_caller": (Rule("0561000000", week=hours),),
                "voicemail": (Rule(destination=Destination("VoiceMail"), week=hours),),
            }
            if rules not in kinds:
                raise ValueError(f"{rules!r} is none of {', '.join(kinds)}")
            rules = kinds[rules]
        self._set_rules(number, rules)

    # What the page does.

    @switch
    def freeze_page(self) -> None:
        """Let the page's script loop for ever once an extension is open."""
        self.set("freeze_page")

    @switch
    def banner(self, kind: str = "cookies") -> None:
        """Cover the page with a `cookies` banner or a `news` popup."""
        self.set("banner", kind=kind)

    @switch
    def licence_modal(self) -> None:
        """Open a dialog about the licence over the list."""
        self.set("licence_modal")

    @switch
    def confirm_delete(self) -> None:
        """Ask with the browser's own confirm() before a slot is deleted."""
        self.set("confirm_delete")

    @switch
    def tab_hidden(self) -> None:
        """Hide the tab of the forwarding rules."""
        self.set("tab_hidden")

    @switch
    def rename_label(self, element: str, text: str) -> None:
        """Give an element other words; the elements are in `console/faults.js`."""
        self.set("rename_label", element=element, text=text)

    @switch
    def change_id(self, element: str, new_id: str) -> None:
        """Give an element another id."""
        self.set("change_id", element=element, id=new_id)

    @switch
    def duplicate_element(self, element: str) -> None:
        """Show an element twice."""
        self.set("duplicate_element", element=element)

    @switch
    def dialog_twice(self) -> None:
        """Open a rule's dialog twice, one over the other."""
        self.set("dialog_twice")

    @switch
    def dialog_never(self) -> None:
        """Open no dialog for a rule."""
        self.set("dialog_never")

    @switch
    def dialog_late(self, seconds: float) -> None:
        """Open a rule's dialog late."""
        self.set("dialog_late", seconds=seconds)

    @switch
    def lose_click_on_add(self, nth: int = 1) -> None:
        """Lose the n-th configured slot of a page without a word; 0 loses all."""
        self.set("lose_click_on_add", nth=nth)

    @switch
    def push_download(self) -> None:
        """Push a download with a path for a name when the list is shown."""
        self.set("push_download")

    @switch
    def popups(self, kind: str = "windows") -> None:
        """Open `windows` or `alerts` again and again once the list is shown."""
        self.set("popups", kind=kind)
