"""Launching a browser, finding exactly one element, and the write barrier.

Nothing is imported here: commands that need no browser must not pay for one.
"""
