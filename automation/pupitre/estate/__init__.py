"""What the operator declared: a strict file, values that cannot be built wrong, secrets by reference."""

from pupitre.estate.address import Address, AddressError
from pupitre.estate.describing import schema
from pupitre.estate.loading import load
from pupitre.estate.model import Calendar, Estate, EvidenceWishes, Hours, Limits, Login, Notify, Season, Site, Support
from pupitre.estate.names import NameNotFound, find, normalised
from pupitre.estate.problems import InvalidEstate, Problem
from pupitre.estate.secret import Secret, SecretError, SecretReference
from pupitre.estate.writing import write_estate
from pupitre.estate.writing_ring_groups import write_ring_groups_estate

__all__ = [
    "Address",
    "AddressError",
    "Calendar",
    "Estate",
    "EvidenceWishes",
    "Hours",
    "InvalidEstate",
    "Limits",
    "Login",
    "NameNotFound",
    "Notify",
    "Problem",
    "Season",
    "Secret",
    "SecretError",
    "SecretReference",
    "Site",
    "Support",
    "find",
    "load",
    "normalised",
    "schema",
    "write_estate",
    "write_ring_groups_estate",
]
