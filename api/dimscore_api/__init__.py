"""The scoring API: transcripts in over HTTP, reports out."""

from dimscore_api.app import create_app
from dimscore_api.settings import Settings

__all__ = ["Settings", "create_app"]
