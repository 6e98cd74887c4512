"""A plan: what was read, what is wanted, and the actions between them.

A plan is a file with a fingerprint of what was read and of what is wanted.
Apply reads again, plans again and refuses if the two fingerprints differ. The
plan's id is single-use; the fingerprint is not: the same change may be needed
twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pupitre.hours import Week
from pupitre.plan.change import Action, difference
from pupitre.plan.item import Part, digest
from pupitre.plan.ringing import RingGroupsPlan


@dataclass(frozen=True)
class Observed:
    """What the console shows of one site.

    `surroundings` is what must be the same afterwards: the caller, the
    destination, every other rule and their order.
    """

    week: Week
    surroundings: Mapping[str, Any]


@dataclass(frozen=True)
class SitePlan:
    """What differs on one site."""

    name: str
    extension: str
    before: Week
    wanted: Week
    surroundings: str

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions of the document, deletions first; empty when nothing differs."""
        return difference(self.before, self.wanted)

    def to_json(self) -> dict[str, Any]:
        """Return the site as JSON values; `actions` is for the reader, it is derived."""
        return {
            "name": self.name,
            "extension": self.extension,
            "before": self.before.to_json(),
            "wanted": self.wanted.to_json(),
            "surroundings": self.surroundings,
            "actions": [action.to_json() for action in self.actions],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> SitePlan:
        """Return the site of `to_json`; raise ValueError, KeyError or TypeError otherwise."""
        return cls(
            name=str(document["name"]),
            extension=str(document["extension"]),
            before=Week.from_json(document["before"]),
            wanted=Week.from_json(document["wanted"]),
            surroundings=str(document["surroundings"]),
        )


@dataclass(frozen=True)
class Plan:
    """All that an estate's file would change on its console.

    A console keeps opening hours, one plan a site, or ring groups, one plan for
    all of them: a number that goes from one group to another belongs to both.
    """

    plan_id: str
    console: str
    origin: str
    created: str
    version: str
    sites: tuple[SitePlan, ...] = ()
    ring_groups: RingGroupsPlan | None = None

    @classmethod
    def make(
        cls,
        *,
        console: str,
        origin: str,
        created: str,
        version: str,
        sites: tuple[SitePlan, ...] = (),
        ring_groups: RingGroupsPlan | None = None,
    ) -> Plan:
        """Return a plan with a fresh id."""
        return cls(secrets.token_hex(8), console, origin, created, version, sites, ring_groups)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything that has a name of its own: the sites, or the ring groups."""
        groups: tuple[Part, ...] = self.ring_groups.parts if self.ring_groups is not None else ()
        return (*self.sites, *groups)

    @property
    def changed(self) -> tuple[Part, ...]:
        """The sites or ring groups that differ."""
        return tuple(part for part in self.parts if part.actions)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what was read and of what is wanted, in hexadecimal."""
        return digest({"console": self.console, "origin": self.origin, **self._content()})

    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = {"sites": [site.to_json() for site in self.sites]}
        if self.ring_groups is not None:
            content["ring_groups"] = self.ring_groups.to_json()
        return content

    def to_json(self) -> dict[str, Any]:
        """Return the plan as JSON values, fingerprint included."""
        return {
            "plan_id": self.plan_id,
            "console": self.console,
            "origin": self.origin,
            "created": self.created,
            "version": self.version,
            "fingerprint": self.fingerprint,
            **self._content(),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Plan:
        """Return the plan of `to_json`; raise ValueError, KeyError or TypeError otherwise.

        A plan whose fingerprint or actions do not belong to its sites was
        edited by hand and is refused with ValueError.
        """
        plan = cls(
            plan_id=str(document["plan_id"]),
            console=str(document["console"]),
            origin=str(document["origin"]),
            created=str(document["created"]),
            version=str(document["version"]),
            sites=tuple(SitePlan.from_json(site) for site in document["sites"]),
            ring_groups=RingGroupsPlan.from_json(document["ring_groups"]) if "ring_groups" in document else None,
        )
        if plan.to_json() != document:
            raise ValueError("the plan was edited: its fingerprint does not belong to its content")
        return plan
