"""The time zone of a country that has one only, for files that name no zone."""

from __future__ import annotations

from importlib.resources import files

EVERYWHERE = "UTC"


def zone_of(country: str) -> str:
    """Return the zone of a country given as two letters; UTC when it has several or is not known.

    Source: `zone.tab` of the IANA time zone database, as the package `tzdata` ships it.
    """
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    zones = [row[2] for row in rows if row[0] == country]
    return zones[0] if len(zones) == 1 else EVERYWHERE
