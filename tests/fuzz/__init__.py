"""Readers fed with what nobody would write."""
