"""Ooma Office: the ring groups of a company, and the direct numbers that point at them."""
