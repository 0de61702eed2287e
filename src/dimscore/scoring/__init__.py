"""Scorecards: data a company writes, one engine that applies them."""

from dimscore.scoring.engine import Evidence, dimension_scores, score
from dimscore.scoring.loader import DEFAULT, find_scorecard, parse_scorecard, shipped_scorecards
from dimscore.scoring.model import Scorecard

__all__ = [
    "DEFAULT",
    "Evidence",
    "Scorecard",
    "dimension_scores",
    "find_scorecard",
    "parse_scorecard",
    "score",
    "shipped_scorecards",
]
