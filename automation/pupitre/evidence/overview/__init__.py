"""An overview of all runs: a calendar of them, what each site shows now, and what changed when."""
