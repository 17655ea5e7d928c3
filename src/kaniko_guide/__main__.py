"""`python -m kaniko_guide`."""

import sys

from kaniko_guide.cli import main

if __name__ == "__main__":
    sys.exit(main())
