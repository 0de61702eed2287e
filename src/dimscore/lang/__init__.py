"""Language packs: one folder of data a language, and what reads them."""

from dimscore.lang.pack import LanguagePack, languages, load_pack

__all__ = ["LanguagePack", "languages", "load_pack"]
