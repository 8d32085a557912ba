"""Seasoned."""
