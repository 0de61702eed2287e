"""The rules as a spaCy component, for people's own pipelines.

>>> nlp = spacy.blank("pl")                                   # doctest: +SKIP
>>> nlp.add_pipe("dimscore", config={"speaker": "customer"})  # doctest: +SKIP
>>> nlp("Mam ważny termin.").spans["dimscore"]                # doctest: +SKIP
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from dimscore.catalogue import load_catalogue
from dimscore.tagging.rules import RuleSet, load_rules
from dimscore.tagging.tagger import resolve, tag_views
from dimscore.transcript import Speaker, Turn

#: Key of `doc.spans` and of `doc.user_data` (a speaker that holds for this Doc only).
KEY = "dimscore"


class DimscoreComponent:
    """Puts a span group `dimscore` on a Doc that holds one turn; labels are signal ids."""

    def __init__(self, rules: RuleSet, speaker: Speaker) -> None:
        self._rules = rules
        self._speaker = speaker

    def __call__(self, doc: Doc) -> Doc:
        """Tag the Doc as one turn of the component's speaker."""
        speaker = Speaker(doc.user_data.get(KEY, self._speaker))
        turn = Turn(speaker=speaker, text=doc.text)
        [(_, hits)] = tag_views([turn], self._rules)
        spans: list[Span] = []
        for hit in resolve(hits, load_catalogue()):
            span = doc.char_span(hit.start, hit.end, label=hit.signal, alignment_mode="expand")
            if span is not None:
                spans.append(span)
        doc.spans[KEY] = spans
        return doc


def create_component(nlp: Language, name: str, speaker: str) -> DimscoreComponent:
    """The component for the pipeline's language; PackError where there is no pack for it."""
    return DimscoreComponent(load_rules(nlp.lang), Speaker(speaker))


# spaCy's decorator carries no types; calling it registers the same factory.
Language.factory(  # pyright: ignore[reportUnknownMemberType]
    "dimscore", default_config={"speaker": "agent"}, func=create_component
)
