"""The mock 3CX console: what the real one is known to do, and a switch for the rest."""

from pupitre_threecx.mock.console import DEFAULT_PASSWORD, MockThreeCX
from pupitre_threecx.mock.extensions import Destination, Extension, Rule, procedure_sites, week
from pupitre_threecx.mock.faults import ThreeCXFaults
from pupitre_threecx.mock.oracle import Oracle
from pupitre_threecx.mock.variant import CHOICES, Variant

__all__ = [
    "CHOICES",
    "DEFAULT_PASSWORD",
    "Destination",
    "Extension",
    "MockThreeCX",
    "Oracle",
    "Rule",
    "ThreeCXFaults",
    "Variant",
    "procedure_sites",
    "week",
]
