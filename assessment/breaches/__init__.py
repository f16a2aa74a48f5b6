"""Pieces of evidence in which somebody’s details stand: hidden at once, and lost never."""
