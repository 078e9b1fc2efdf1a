"""Getting voices: official files from where they are published, or files that are here already.

A voice is here whole or not at all: each file is fetched or copied beside its place, checked against the digest in
the catalogue, and renamed; the digests of a voice that is in no catalogue are written down last.
"""

from __future__ import annotations

from reviewcast.acquisition.adoption import Adopted, adopt, voice_files
from reviewcast.acquisition.errands import Errand, errand, fetch
from reviewcast.acquisition.profile import check_profile, profile_name, profiles_of, write_profile
from reviewcast.acquisition.room import megabytes

__all__ = [
    "Adopted",
    "Errand",
    "adopt",
    "check_profile",
    "errand",
    "fetch",
    "megabytes",
    "profile_name",
    "profiles_of",
    "voice_files",
    "write_profile",
]
