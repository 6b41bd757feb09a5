"""`python -m annotator`, and what the `annotator` command runs."""

from annotator.cli import main

if __name__ == "__main__":
    main()
