"""`python -m designer` is the `designer` command."""

from designer.cli import main

if __name__ == "__main__":
    main()
