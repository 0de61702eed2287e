"""Masking of private data: cards, accounts, e-mail addresses, phones, other long numbers."""

from dimscore.redaction.mask import mask_text, mask_transcript
from dimscore.redaction.whole import private

__all__ = ["mask_text", "mask_transcript", "private"]
