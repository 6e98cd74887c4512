"""A new group that takes a number from another, which goes then: no call may be lost on the way."""

from __future__ import annotations

NUMBER = "+33561000002"
GROUPS = """\
  Assistance: {extension: "302", members: ["103"], ring: simultaneous, seconds: 30,
               no_answer: {voicemail: "101"}, numbers: ["+33 5 61 00 00 02"]}
  Ancien: absent
"""
PATIENTLY = ("--patience", "30")
APPLY = ("apply", "estate.yaml", "--yes", *PATIENTLY)
