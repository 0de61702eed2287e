"""Contacts, reports, surveys and reviews, kept: accepted means on disk."""
