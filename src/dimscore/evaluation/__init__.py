"""How well the program reads: against labelled transcripts, with intervals by dialogue."""

from dimscore.evaluation.run import Evaluation, evaluate_gold, labelled_in_full, read_gold

__all__ = ["Evaluation", "evaluate_gold", "labelled_in_full", "read_gold"]
