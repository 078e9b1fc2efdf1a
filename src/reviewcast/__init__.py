"""reviewcast turns written film reviews into a podcast."""

__version__ = "0.1.0"

__all__ = ["__version__"]
