"""The mock as `pupitre mock` and `pupitre rehearse` use it, with the document's own example.

Source: "Changements d'horaires OTI", part 2: REVEL, open 08:00-17:00 from
Monday to Friday, becomes 08:00-12:00 and 14:00-17:30.
"""

from __future__ import annotations

from typing import Any

from pupitre_threecx.mock import MockThreeCX, Variant

_EXAMPLE = """\
console: threecx
address: {address}
login: {{user: "{user}", password: "{password}"}}
timezone: Europe/Paris
language: fr
sites:
  REVEL: {{extension: "021", week: {{lundi-vendredi: [08:00-12:00, 14:00-17:30]}}}}
"""


class RehearsalThreeCX(MockThreeCX):
    """A mock console that knows which change to rehearse."""

    def example(self, *, password: str) -> str:
        """Return an estate file that changes REVEL's hours; `password` is a reference."""
        return _EXAMPLE.format(address=self.address, user=self.user, password=password)

    @property
    def login_posts(self) -> int:
        """How many requests carried a password."""
        return self.oracle.login_posts

    @property
    def save_posts(self) -> int:
        """How many times the page's OK reached the server."""
        return self.oracle.save_posts

    @property
    def open_sessions(self) -> int:
        """How many sessions are open now."""
        return self.oracle.open_sessions

    def saved(self) -> Any:
        """Return REVEL's saved rules, as JSON values."""
        return [
            [rule.caller, rule.hours, str(rule.destination), rule.week.to_json()] for rule in self.oracle.rules("021")
        ]

    def fail_halfway(self) -> None:
        """Lose every slot that is configured, after the old ones were deleted."""
        self.faults.lose_click_on_add(0)

    def show_unknown_screen(self) -> None:
        """Hide the tab that the document names."""
        self.faults.tab_hidden()


def open_mock(variant: str = "", *, port: int = 0, faults: str = "") -> RehearsalThreeCX:
    """Return a mock of a variant, with faults switched on; raise Explained for unknown words."""
    mock = RehearsalThreeCX(Variant.parse(variant), port=port)
    mock.faults.parse(faults)
    return mock
