from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from core.registry import LinkPurpose, NavigationItem, link_purposes, navigation
        from portal.views.account import CALENDAR, CALENDAR_DAYS

        link_purposes.register(
            CALENDAR,
            LinkPurpose("", days=CALENDAR_DAYS, words="your calendar", renewable=lambda user: False),
        )
        navigation.register(lambda user: [NavigationItem("Home", "/", "/")], order=0)
