"""The 3CX management console (v15.5 to v18): the opening hours of each site."""
