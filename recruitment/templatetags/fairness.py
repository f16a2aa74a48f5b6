"""How the figures of fairness are said: points of the scale, shares, and how seldom chance brings a difference."""

from __future__ import annotations

from django import template

from core import words

register = template.Library()


@register.filter
def points(value: float) -> str:
    """``{{ difference|points }}`` → 0.72 points; which way it goes is said in words beside it."""
    said = f"{abs(value):.2f}"
    return f"{said} point" if said == "1.00" else f"{said} points"


@register.filter
def signed(value: float) -> str:
    """``{{ low|signed }}`` → −0.35 or +0.10."""
    return f"{'−' if round(value, 2) < 0 else '+'}{abs(value):.2f}"


@register.filter
def percent(value: float) -> str:
    """``{{ share|percent }}`` → 62%."""
    return f"{words.number(round(100 * value))}%"


@register.filter
def p_value(value: float) -> str:
    """``{{ p|p_value }}`` → 0.03, or "under 0.001"."""
    return "under 0.001" if value < 0.001 else f"{value:.3f}"
