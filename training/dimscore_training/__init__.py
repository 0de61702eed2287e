"""Training: labelled transcripts in, a model artefact with its metrics and card out."""
