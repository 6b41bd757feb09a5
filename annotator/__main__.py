"""`python -m annotator`, and what the `annotator` command runs."""

import sys


def main() -> None:
    """The command line; or, as a program without an interpreter starts itself, the process that reads documents."""
    from annotator.formats.documents.child import FLAG

    if sys.argv[1:] == [FLAG]:
        from annotator.formats.documents.served import serve

        serve()
    else:
        from annotator.cli import main as command_line

        command_line()


if __name__ == "__main__":
    main()
