"""Transcript -> signals: patterns, scope, context, and the link between need and answer."""
