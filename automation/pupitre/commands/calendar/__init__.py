"""The verbs of `pupitre calendar`: one module each."""
