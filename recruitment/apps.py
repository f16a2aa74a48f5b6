from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "recruitment"
    verbose_name = "Recruitment"

    def ready(self) -> None:
        from recruitment import bank_room, decisions, front_door, registrations, selection, sift_room

        registrations.register()
        selection.register()
        decisions.register()
        front_door.register()
        sift_room.register()
        bank_room.register()
