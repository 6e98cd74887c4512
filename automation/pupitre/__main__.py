"""`python -m pupitre`: the command line."""

from pupitre.cli import main

main()
