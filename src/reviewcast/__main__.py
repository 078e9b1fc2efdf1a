"""``python -m reviewcast`` and the ``reviewcast`` command."""

from reviewcast.cli import main

if __name__ == "__main__":
    main()
