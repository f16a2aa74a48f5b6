from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Placements"

    def ready(self) -> None:
        from apprentices import activity, news, plans, steps, totals
        from apprentices.audit_file.parts import audit_sections
        from apprentices.review_facts import review_facts
        from core import registry
        from placements import audit_section, changes, guards, places
        from placements.operations import day_totals, days_ahead

        guards.declare_all()
        totals.sources.register(day_totals)
        plans.sources.register(days_ahead)
        review_facts.register(places.review_facts, order=30)
        activity.sources.register(changes.last_placement_days)
        news.sources.register(changes.away_from_placement)
        steps.pause.consequences.register(changes.on_pause)
        steps.resumption.consequences.register(changes.on_return)
        steps.gateway.consequences.register(changes.on_gateway)
        steps.withdrawal.consequences.register(changes.on_withdrawal)
        audit_sections.register(audit_section.SECTION, order=30)
        registry.navigation.register(places.navigation, order=40)
        registry.record_sections.register(places.record_section, order=30)
        registry.search_sources.register(places.search)
        registry.worklist.register(places.needs)
