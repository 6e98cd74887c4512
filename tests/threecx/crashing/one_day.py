"""A change of three clicks: REVEL closes for lunch on Mondays."""

from __future__ import annotations

from pupitre_threecx.mock import week

BEFORE = week(mon_fri="08:00-17:00")
AFTER = week(mon=["08:00-12:00", "14:00-17:30"], tue_fri="08:00-17:00")
MONDAY = 'REVEL: {extension: "021", week: {lundi: [08:00-12:00, 14:00-17:30], mardi-vendredi: 08:00-17:00}}'

PATIENTLY = ("--patience", "30")
APPLY = ("apply", "estate.yaml", "--yes", *PATIENTLY)
