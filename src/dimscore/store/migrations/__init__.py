"""The schema's history; `Store.migrate` plays what is missing."""
