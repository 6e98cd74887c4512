"""A person's change as a file: shown once, read like a procedure, replayed with other values."""
