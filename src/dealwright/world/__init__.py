"""Drivers become futures."""
