"""The Ooma console keeps what every console promises, however it may be built."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from pupitre.testing import ConsoleContract
from pupitre_ooma.mock import Variant, procedure_company
from pupitre_ooma.rehearsal import RehearsalOoma

# What differs most of all that is known of the console; the others are gone through at night.
IN_CI = ("plain",)


class OneGroup(RehearsalOoma):
    """A mock whose example changes one group in one opening of its settings."""

    def example(self, *, password: str) -> str:
        """Return the document's example, of Comptabilité alone and without its number."""
        head, _, rest = super().example(password=password).partition("  Assistance:")
        assert rest
        return head.replace(', numbers: ["+33 5 61 00 00 01"]', "")


VARIANTS = [name if name in IN_CI else pytest.param(name, marks=pytest.mark.nightly) for name in Variant.named]


@pytest.mark.parametrize("variant", VARIANTS)
class TestOoma(ConsoleContract):
    """Every promise, in every variant."""

    @pytest.fixture
    def mock(self, variant: str) -> Iterator[OneGroup]:
        """Yield a running mock of a variant, with one group: each reading opens the settings of all."""
        it = Variant.named[variant]
        whole = procedure_company(int(it.digits), it.language)
        company = dataclasses.replace(whole, groups=whole.groups[:1])
        with OneGroup(it, company=company) as mock:
            yield mock
