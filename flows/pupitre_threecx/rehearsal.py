"""The mock as `pupitre mock` and `pupitre rehearse` use it, with the document's own example.

Source: "Changements d'horaires OTI", part 2: REVEL, open 08:00-17:00 from
Monday to Friday, becomes 08:00-12:00 and 14:00-17:30.
"""

from __future__ import annotations

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


def open_mock(variant: str = "", *, port: int = 0, faults: str = "") -> RehearsalThreeCX:
    """Return a mock of a variant, with faults switched on; raise Explained for unknown words."""
    mock = RehearsalThreeCX(Variant.parse(variant), port=port)
    mock.faults.parse(faults)
    return mock
