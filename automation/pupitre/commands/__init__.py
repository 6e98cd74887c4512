"""One module per verb; nothing is imported before its verb is used."""
