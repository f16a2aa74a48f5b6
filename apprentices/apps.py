from django.apps import AppConfig


class ApprenticesConfig(AppConfig):
    name = "apprentices"
    verbose_name = "Apprentices"

    def ready(self) -> None:
        from apprentices.registrations import register_all

        register_all()
