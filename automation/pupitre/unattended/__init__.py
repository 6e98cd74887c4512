"""When nobody watches: what a night came to, who is told, how a console stands, and what starts it.

A run hands over one `NightResult` an estate to `end_night`; nothing else is needed of it. Nothing is
imported here: `pupitre check` and `calendar` want a sentence of this package, and not its mail and its pages.
"""
