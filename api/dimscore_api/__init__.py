"""The scoring API: transcripts in over HTTP, reports out."""
