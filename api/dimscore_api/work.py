"""Analysis off the event loop: a few worker threads, so that other requests are answered."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread

from dimscore.analyzer import Analyzer
from dimscore.report import Report
from dimscore.transcript import Transcript
from dimscore_api.problems import TooLargeError
from dimscore_api.settings import Settings


class Scorer:
    """Scores transcripts with one analyzer, at most `workers` at a time."""

    def __init__(self, analyzer: Analyzer, settings: Settings) -> None:
        self._analyzer = analyzer
        self._settings = settings
        self._limiter = CapacityLimiter(settings.workers)

    def check(self, transcript: Transcript) -> None:
        """TooLargeError where the transcript is longer than this server takes."""
        s = self._settings
        if len(transcript.turns) > s.max_turns:
            raise TooLargeError(f"more than {s.max_turns} turns; split the contact")
        if sum(len(t.text) for t in transcript.turns) > s.max_characters:
            raise TooLargeError(f"more than {s.max_characters} characters; split the contact")

    async def score(self, transcript: Transcript) -> Report:
        """The report of one transcript."""
        self.check(transcript)
        return await to_thread.run_sync(self._analyzer.analyze, transcript, limiter=self._limiter)
