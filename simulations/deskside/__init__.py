"""Deskside: a flight simulator for internal customer service."""
