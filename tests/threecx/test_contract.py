"""The 3CX console keeps what every console promises, however it may be built."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pupitre.testing import ConsoleContract
from pupitre_threecx.mock import Variant
from pupitre_threecx.rehearsal import RehearsalThreeCX

WHOLE_WEEK = "lundi-vendredi: [08:00-12:00, 14:00-17:30]"
MONDAY = "lundi: [08:00-12:00, 14:00-17:30], mardi-vendredi: 08:00-17:00"


class OneDay(RehearsalThreeCX):
    """A mock whose example changes one day only."""

    def example(self, *, password: str) -> str:
        """Return the document's example, for a Monday."""
        return super().example(password=password).replace(WHOLE_WEEK, MONDAY)


@pytest.mark.parametrize("variant", Variant.named)
class TestThreeCX(ConsoleContract):
    """Every promise, in every variant."""

    @pytest.fixture
    def mock(self, variant: str) -> Iterator[OneDay]:
        """Yield a running mock of a variant."""
        with OneDay(Variant.named[variant]) as mock:
            yield mock
