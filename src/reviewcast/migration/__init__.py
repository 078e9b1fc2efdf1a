"""Migration: a show that is somewhere else already, taken into a ledger with its guids, dates and settings."""

from reviewcast.migration.adoption import Adoption, adopt

__all__ = ["Adoption", "adopt"]
