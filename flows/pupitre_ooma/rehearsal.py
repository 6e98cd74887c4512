"""The mock as `pupitre mock` and `pupitre rehearse` use it, with the document's own example.

Source: "Groupes d'appel": Comptabilité gets a second member and a number of its
own, Assistance is created, and Ancien is to go.
"""

from __future__ import annotations

from typing import Any

from pupitre_ooma.mock import MockOoma, Variant

_EXAMPLE = """\
console: ooma
address: {address}
login: {{user: "{user}", country: {country}, password: "{password}"}}
language: fr
ring_groups:
  Comptabilité: {{extension: "{e301}", members: ["{e101}", "{e102}"], ring: simultaneous, seconds: 30,
                 no_answer: {{voicemail: "{e101}"}}, numbers: ["+33 5 61 00 00 01"]}}
  Assistance:   {{extension: "{e302}", members: ["{first}", "{second}"], ring: consecutive, seconds: 18,
                 no_answer: {{extension: "{e104}"}}}}
  Ancien: absent
"""
_NUMBERS = ("101", "102", "104", "301", "302")


class RehearsalOoma(MockOoma):
    """A mock console that knows which change to rehearse."""

    def example(self, *, password: str) -> str:
        """Return an estate file that changes all that the document speaks of; `password` is a reference."""
        digits = {f"e{short}": self.number(short) for short in _NUMBERS}
        # The classic manager rings in the order of its own list, whatever a file asks for.
        in_order = ("103", "101") if self.variant.keeps_order else ("101", "103")
        digits["first"], digits["second"] = map(self.number, in_order)
        return _EXAMPLE.format(address=self.address, user=self.user, country=self.country, password=password, **digits)

    def number(self, short: str) -> str:
        """Return the extension that an account with longer numbers has for one of three digits."""
        return short if self.variant.digits == "3" else f"{short[0]}0{short[1:]}"

    @property
    def login_posts(self) -> int:
        """How many requests carried a password."""
        return self.oracle.login_posts

    @property
    def save_posts(self) -> int:
        """How many saves and deletions reached the server."""
        return self.oracle.save_posts + self.oracle.delete_posts

    @property
    def open_sessions(self) -> int:
        """How many sessions are open now."""
        return self.oracle.open_sessions

    def saved(self) -> Any:
        """Return the ring groups and the numbers, as JSON values."""
        groups = [
            [group.number, group.name, list(group.members), group.ring, group.seconds, str(group.no_answer)]
            for group in self.oracle.groups.values()
        ]
        return {"groups": groups, "numbers": self.oracle.numbers}

    def fail_halfway(self) -> None:
        """Undo every change of a member, after other settings were changed."""
        self.faults.lose_click(0)

    def show_unknown_screen(self) -> None:
        """Hide the tab that the document names."""
        self.faults.hide_element("group.advanced")


def open_mock(variant: str = "", *, port: int = 0, faults: str = "") -> RehearsalOoma:
    """Return a mock of a variant, with faults switched on; raise Explained for unknown words."""
    mock = RehearsalOoma(Variant.parse(variant), port=port)
    mock.faults.parse(faults)
    return mock
