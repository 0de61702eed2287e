"""Predicted satisfaction: features, the ordinal model, its artefact."""
