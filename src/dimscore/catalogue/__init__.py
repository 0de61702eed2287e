"""The catalogue: which signals and gaps exist, described once.

Everything else (packs, gap logic, scorecards, features, docs) refers to these rows by id.
"""

from dimscore.catalogue.loader import Catalogue, GapKind, SignalKind, load_catalogue

__all__ = ["Catalogue", "GapKind", "SignalKind", "load_catalogue"]
