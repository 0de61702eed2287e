"""The facade: a transcript in, a report out. Everything else is wired here and only here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import version

from dimscore.csat.predictor import CsatModel
from dimscore.gaps import find_gaps
from dimscore.lang.pack import languages, load_pack
from dimscore.language import detect_language
from dimscore.metrics import METRICS, measure
from dimscore.readers.base import Record
from dimscore.report import REPORT_SCHEMA, Failure, Outcome, Report
from dimscore.scoring import DEFAULT, Evidence, dimension_scores, find_scorecard, score
from dimscore.tagging.tagger import tag
from dimscore.transcript import Transcript

#: ISO 639 code for "it is not known which language this is".
UNDETERMINED = "und"


@cache
def _version() -> str:
    return version("dimscore")


class Analyzer:
    """Analyses transcripts one by one; safe to share between threads.

    `scorecards` are ids of shipped ones or paths; `model` predicts satisfaction, None leaves the
    prediction out; `language` is taken where a transcript names none and detection is not wanted.
    """

    def __init__(
        self,
        *,
        scorecards: Sequence[str] = (DEFAULT,),
        model: CsatModel | None = None,
        language: str | None = None,
    ) -> None:
        self._cards = {card.id: card for card in map(find_scorecard, scorecards)}
        self._dimensions = find_scorecard(DEFAULT)
        self._model = model
        self._language = language

    def analyze(self, transcript: Transcript) -> Report:
        """The report of one transcript; the same for the same input, always."""
        language = transcript.language or self._language or self._detect(transcript)
        known = language in languages()
        signals = tag(transcript, language) if known else []
        gaps = find_gaps(transcript.turns, signals, language) if known else []
        metrics = measure(transcript, signals, language) if known else dict.fromkeys(METRICS)
        evidence = Evidence(transcript.turns, signals, gaps, metrics)
        return Report(
            transcript_id=transcript.id,
            language=language,
            signals=tuple(signals),
            gaps=tuple(gaps),
            dimensions=dimension_scores(self._dimensions, evidence),
            csat=self._model.predict(transcript, evidence, known=known) if self._model else None,
            metrics=metrics,
            scorecards={name: score(card, evidence) for name, card in self._cards.items()},
            provenance=self._provenance(language, detected=transcript.language is None),
        )

    def stream(self, records: Iterable[Record]) -> Iterator[Outcome]:
        """One outcome a record, in order; a record that could not be read stays a failure."""
        for record in records:
            yield record if isinstance(record, Failure) else self.analyze(record)

    @staticmethod
    def _detect(transcript: Transcript) -> str:
        return detect_language(t.text for t in transcript.turns if not t.event) or UNDETERMINED

    def _provenance(self, language: str, *, detected: bool) -> dict[str, object]:
        return {
            "schema": REPORT_SCHEMA,
            "dimscore": _version(),
            "language_detected": detected,
            "tier": "rules",
            "pack": load_pack(language).version if language in languages() else None,
            "scorecards": {name: card.version for name, card in self._cards.items()},
            "model": self._model.id if self._model else None,
        }
