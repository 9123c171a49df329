"""The verb `genius`: scenarios of GENIUS and NegMAS, in and out."""

from dealwright.cli.genius.verb import add
