from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    name = "consortium"
    verbose_name = "Consortium"

    def ready(self) -> None:
        from consortium import imports, operations, people, worklist
        from consortium.models import Invitation
        from core import registry
        from core.imports import import_kinds

        registry.capacities.register(people.capacity_of, order=50)
        registry.second_factor_rules.register(people.reads_other_peoples_data)
        registry.link_purposes.register(
            operations.INVITATION,
            registry.LinkPurpose(
                "consortium:join",
                days=14,
                words="your invitation",
                renewable=lambda invitation: invitation.state == Invitation.State.SENT,
            ),
        )
        import_kinds.register(imports.OFFICIAL_LIST, imports.official_list)
        import_kinds.register(imports.INVITATIONS, imports.invitations)
        registry.navigation.register(worklist.navigation, order=60)
        registry.worklist.register(worklist.worklist, order=60)
        registry.home_figures.register(worklist.figures, order=60)
        registry.search_sources.register(worklist.search, order=60)
