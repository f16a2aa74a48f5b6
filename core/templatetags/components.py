"""The components of every page, as template tags. Loaded in every template; nothing here decides anything.

Markup is GOV.UK Frontend's. Text is escaped; what a tag prints unescaped was rendered, and escaped, by Django itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field, as_crispy_form
from crispy_forms.utils import render_crispy_form
from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import words
from core.components import Card, Fact, Task

register = template.Library()

MOST_COUNTED = 20_000
"""Above this many characters a text box has no counter."""


# States and words --------------------------------------------------------------------------------------------


@register.simple_tag
def tag(text: object, tone: words.Tone | str = "") -> SafeString:
    """``{% tag "Behind plan" "late" %}``; without a tone, the one that the words themselves have."""
    tone = tone or words.tone(text)
    colour = words.TONE_COLOURS[tone]  # type: ignore[index]
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, text)


@register.simple_tag
def state_tag(record: Any) -> SafeString:
    """``{% state_tag entry %}``: the state of a record in words and colour."""
    return tag(record.get_state_display(), words.tone(record.state))


# Blocks of a page --------------------------------------------------------------------------------------------


@register.simple_block_tag
def warning(content: str) -> SafeString:
    """``{% warning %}You cannot change this after you sign.{% endwarning %}``"""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>{}</strong></div>',
        content,
    )


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """``{% inset %}Your line manager sees this page too.{% endinset %}``"""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    """``{% details "How progress is worked out" %}…{% enddetails %}``"""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_block_tag
def notification(content: str, title: str = "Important", kind: str = "", number: int = 1) -> SafeString:
    """``{% notification "Done" kind="success" %}…{% endnotification %}``; ``number`` where a page has several."""
    return format_html(
        '<div class="govuk-notification-banner{}" role="{}" aria-labelledby="notification-{}" '
        'data-module="govuk-notification-banner"><div class="govuk-notification-banner__header">'
        '<h2 class="govuk-notification-banner__title" id="notification-{}">{}</h2></div>'
        '<div class="govuk-notification-banner__content">{}</div></div>',
        " govuk-notification-banner--success" if kind == "success" else "",
        "alert" if kind == "success" else "region",
        number,
        number,
        title,
        content,
    )


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*labels_and_urls: str) -> dict[str, Any]:
    """``{% breadcrumbs "Apprentices" list_url "Amara Johnson" %}``: label and address in turn, then this page."""
    pairs = list(zip(labels_and_urls[::2], labels_and_urls[1::2], strict=False))
    return {"crumbs": pairs, "here": labels_and_urls[-1] if len(labels_and_urls) % 2 else ""}


@register.simple_tag
def back_link(url: str, text: str = "Back") -> SafeString:
    """``{% back_link list_url "Back to apprentices" %}``"""
    return format_html('<nav aria-label="Back"><a href="{}" class="govuk-back-link">{}</a></nav>', url, text)


@register.simple_tag
def button_link(url: str, text: str, kind: str = "") -> SafeString:
    """``{% button_link url "Log time" %}``: a link that looks like a button; ``kind`` secondary or warning."""
    return format_html(
        '<a href="{}" role="button" draggable="false" class="govuk-button{}" data-module="govuk-button">{}</a>',
        url,
        f" govuk-button--{kind}" if kind else "",
        text,
    )


@register.inclusion_tag("components/summary_list.html")
def summary_list(facts: Iterable[Fact | tuple[str, object]]) -> dict[str, Any]:
    """``{% summary_list facts %}``: ``Fact``s, or plain pairs of label and value."""
    return {"facts": [fact if isinstance(fact, Fact) else Fact(*fact) for fact in facts]}


@register.inclusion_tag("components/summary_row.html")
def summary_row(label: str, value: object, change_url: str = "", change_words: str = "Change") -> dict[str, Any]:
    """``{% summary_row "Start date" record.starts_on|day %}`` inside ``<dl class="govuk-summary-list">``."""
    return {"fact": Fact(label, value, change_url, change_words)}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Task], name: str = "task") -> dict[str, Any]:
    """``{% task_list tasks %}``; ``name`` keeps ids apart where a page has several lists."""
    return {"tasks": tasks, "name": name}


@register.inclusion_tag("components/cards.html")
def cards(cards: Iterable[Card]) -> dict[str, Any]:
    """``{% cards figures %}``: figures in a row, each leading to where it comes from."""
    return {"cards": cards}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """``{% timeline events %}``: events of the audit trail, or ``Happening``s: sentence, at, reason."""
    return {"events": events}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, text: str = "") -> dict[str, Any]:
    """``{% progress job.done job.total "Making the pack" %}``: a bar with its words."""
    return {"done": done, "total": total, "text": text}


@register.inclusion_tag("components/empty.html")
def empty_state(sentence: str, next_sentence: str = "", url: str = "", url_words: str = "") -> dict[str, Any]:
    """``{% empty_state "No entries yet." "Log the first block of time." url "Log time" %}``"""
    return {"sentence": sentence, "next_sentence": next_sentence, "url": url, "url_words": url_words}


@register.inclusion_tag("components/record_header.html")
def record_header(title: str, caption: str = "", record: Any = None, affairs: str = "") -> dict[str, Any]:
    """``{% record_header name caption=… record=apprentice affairs=sentence %}``: who, where, what state, how it goes.

    ``record`` gives the state tag; leave it out where there is none.
    """
    return {"title": title, "caption": caption, "record": record, "affairs": affairs}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any) -> dict[str, Any]:
    """``{% pagination page %}`` for Django's ``Page``; the other parameters of the address stay as they are."""
    if page.paginator.num_pages < 2:
        return {"page": None}
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, _address(context, number) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "links": links,
        "previous": _address(context, page.number - 1) if page.has_previous() else "",
        "next": _address(context, page.number + 1) if page.has_next() else "",
    }


def _address(context: Context, number: int) -> str:
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def chart(chart: Any) -> SafeString:
    """``{% chart hours_chart %}``: a chart from ``core.charts`` with its table."""
    return template.loader.render_to_string(chart.template, {"chart": chart})


# Forms -------------------------------------------------------------------------------------------------------


@register.simple_tag
def once() -> SafeString:
    """The token that makes a form posted twice count once (``core.forms.once``)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4().hex)


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(context: Context, url: str, label: str, kind: str = "", **fields: object) -> dict[str, Any]:
    """``{% post_button url "Confirm" %}``: a step in one press; further arguments are posted as hidden fields."""
    return {"url": url, "label": label, "kind": kind, "fields": fields, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def render_form(context: Context, form: forms.BaseForm, submit: str = "") -> SafeString:
    """``{% render_form form submit="Save and continue" %}``: the whole form with token, fields and buttons."""
    if submit:
        form.submit = submit  # type: ignore[attr-defined]
    helper = getattr(form, "helper", None)
    return mark_safe(render_crispy_form(form, helper, {"csrf_token": context.get("csrf_token")}))


@register.simple_tag(takes_context=True)
def form_fields(context: Context, form: forms.BaseForm) -> SafeString:
    """``{% form_fields form %}``: the fields alone, for a page that writes its own ``<form>``."""
    form.use_required_attribute = False
    helper = getattr(form, "helper", None)
    if helper is not None and helper.layout:
        return helper.render_layout(form, Context({"template_pack": "gds"}), template_pack="gds")
    return as_crispy_form(form, "gds")


@register.simple_tag
def form_field(field: BoundField) -> SafeString:
    """``{% form_field form.title %}``: one field with its label, hint and errors."""
    return as_crispy_field(field, "gds")


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Every error of a form or formset, each a link to its field. ``base.html`` shows it for ``form``."""
    return {"errors": list(_errors_of(form)), "theirs": getattr(form, "theirs", ())}


@register.simple_tag
def title_prefix(form: Any) -> str:
    """ "Error: " before the title of a page whose form has errors, so that it is heard first."""
    return "Error: " if next(_errors_of(form), None) else ""


@dataclass(frozen=True)
class Option:
    """One choice of radios or checkboxes."""

    id: str
    value: object
    label: object
    hint: str
    divider: str
    chosen: bool


@register.filter
def choices(field: BoundField) -> list[Option]:
    """The choices of a radio or checkbox field, those chosen marked."""
    value = field.value()
    values = value if isinstance(value, list | tuple | set) else [] if value is None else [value]
    chosen = {str(one) for one in values}
    return [
        Option(
            id=f"{field.auto_id}_{number}",
            value=choice[0],
            label=choice[1],
            hint=getattr(choice, "hint", ""),
            divider=getattr(choice, "divider", ""),
            chosen=str(choice[0]) in chosen,
        )
        for number, choice in enumerate(field.field.choices)
    ]


@register.filter
def counted(field: BoundField) -> int | None:
    """How many characters a text box counts down from; None for fields without a counter."""
    limit = getattr(field.field, "max_length", None)
    return limit if limit and limit <= MOST_COUNTED and isinstance(field.field.widget, forms.Textarea) else None


@register.filter
def is_password(field: BoundField) -> bool:
    """Whether the field hides what is typed."""
    return isinstance(field.field.widget, forms.PasswordInput)


CONTROL_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Select, "govuk-select"),
    (forms.PasswordInput, "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (forms.widgets.Input, "govuk-input"),
)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input itself, with GOV.UK's classes and its descriptions; the widget stays as it was."""
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        return field.as_widget()
    classes = [own for kind, own in CONTROL_CLASSES if isinstance(widget, kind)][:1]
    if field.errors and classes:
        classes.append(f"{classes[0].split()[0]}--error")
    attrs: dict[str, Any] = {"class": " ".join([*classes, widget.attrs.get("class", "")]).strip(), "placeholder": False}
    if counted(field):
        attrs["class"] += " govuk-js-character-count"
        attrs["aria-describedby"] = f"{field.aria_describedby or ''} {field.auto_id}-info".strip()
    return field.as_widget(attrs=attrs)


def _errors_of(form: Any) -> Iterator[tuple[str, str]]:
    """Pairs of the id to jump to and the message, in the order of the fields."""
    if isinstance(form, BaseFormSet):
        if form.is_bound:
            yield from (("", message) for message in form.non_form_errors())
            for part in form.forms:
                yield from _errors_of(part)
        return
    if not isinstance(form, forms.BaseForm) or not form.errors:
        return
    visible = form.visible_fields()
    first = _target(visible[0]) if visible else ""
    yield from ((first, message) for message in form.non_field_errors())
    yield from ((first, message) for field in form.hidden_fields() for message in field.errors)
    for field in visible:
        yield from ((_target(field), message) for message in field.errors)


def _target(field: BoundField) -> str:
    """The id of the first thing in a field that can take the focus."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    if isinstance(widget, forms.MultiWidget):
        return f"{field.auto_id}{widget.widgets_names[0]}"
    return field.id_for_label or field.auto_id
