"""Everything alike at once: the places that read the same, as a list with ticks, to find them and to tag them."""
