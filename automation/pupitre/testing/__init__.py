"""What people who add a console need to prove that it keeps the promises.

Needs pytest, which is not a dependency of Pupitre itself. In a test module:

    from pupitre.testing import ConsoleContract, Operator, operator

    class TestAcme(ConsoleContract):
        @pytest.fixture
        def mock(self):
            with MockAcme() as mock:
                yield mock

`pytest -p pupitre.testing.canary_watch` gives a fixture `canary`: a random password for the mock,
looked for afterwards in every file that the tests wrote and in all that they printed.
"""

import pytest

# So that a promise that is not kept says what was found instead.
pytest.register_assert_rewrite("pupitre.testing.contract")

from pupitre.testing.contract import ConsoleContract, ContractMock  # noqa: E402
from pupitre.testing.operator import Operator, operator  # noqa: E402

__all__ = ["ConsoleContract", "ContractMock", "Operator", "operator"]
