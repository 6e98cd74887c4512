"""`pupitre evidence`: the runs that were kept, what became of them, and whether anybody changed anything."""
