"""Recovering a damaged project into a new file. The damaged one is only read, once, to make a copy to work on."""

from annotator.store.recovery.recovering import Recovery, recover

__all__ = ["Recovery", "recover"]
