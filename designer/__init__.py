"""Designer: draw customer-relationship scenarios, and run them within the pressure customers accept."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("designer")
except PackageNotFoundError:  # read from a checkout that was never installed
    __version__ = "0+unknown"
