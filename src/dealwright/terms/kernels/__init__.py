"""Loops that several kinds of terms, and what adds them up, have in common."""
