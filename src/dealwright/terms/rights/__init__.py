"""The rules of licences, exclusivities, ventures and terminations."""
