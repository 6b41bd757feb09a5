"""`python -m annotator`, and what the `annotator` command runs."""

import sys

from annotator.suggesting import CHILD


def main() -> None:
    """The command line; or, as a program that starts itself, the process that reads documents, or that suggests."""
    from annotator.formats.documents.child import FLAG

    if sys.argv[1:] == [FLAG]:
        from annotator.formats.documents.served import serve as read_documents

        read_documents()
    elif sys.argv[1:] == [CHILD]:
        from annotator.suggesting.serving import serve

        serve()
    else:
        from annotator.cli import main as command_line

        command_line()


if __name__ == "__main__":
    main()
