"""The mock Ooma Office manager: what the real one is known to do, and a switch for the rest."""

from pupitre_ooma.mock.console import DEFAULT_PASSWORD, MockOoma
from pupitre_ooma.mock.directory import (
    DURATIONS,
    EXTENSION,
    NOWHERE,
    SEQUENTIAL,
    SIMULTANEOUS,
    VOICEMAIL,
    Company,
    Extension,
    Group,
    NoAnswer,
    procedure_company,
)
from pupitre_ooma.mock.faults import OomaFaults
from pupitre_ooma.mock.oracle import Oracle
from pupitre_ooma.mock.refusals import LONGEST_NAME
from pupitre_ooma.mock.state import State
from pupitre_ooma.mock.variant import CHOICES, Variant

__all__ = [
    "CHOICES",
    "DEFAULT_PASSWORD",
    "DURATIONS",
    "EXTENSION",
    "LONGEST_NAME",
    "NOWHERE",
    "SEQUENTIAL",
    "SIMULTANEOUS",
    "VOICEMAIL",
    "Company",
    "Extension",
    "Group",
    "MockOoma",
    "NoAnswer",
    "OomaFaults",
    "Oracle",
    "State",
    "Variant",
    "procedure_company",
]
