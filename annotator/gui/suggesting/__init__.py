"""Suggestions in the window: the process that makes them, what is shown of them, and what can be done with them."""
