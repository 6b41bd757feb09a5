"""What joins suggesters and store: suggestions for an article or a whole project, learning, evaluation.

Suggesters run in child processes, so that the window neither waits nor loads spaCy. The command line uses the same.
"""

CHILD = "--suggesting-child"
"""The one argument that makes the program a child; see `annotator.__main__`."""
