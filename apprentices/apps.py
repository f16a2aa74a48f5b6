from django.apps import AppConfig


class ApprenticesConfig(AppConfig):
    name = "apprentices"
    verbose_name = "Apprentices"

    def ready(self) -> None:
        from apprentices import (
            home,
            imports,
            news,
            people,
            reference_data,
            registrations,
            results_import,
            review_facts,
            sections,
            steps,
            telling,
            timetable_import,
        )
        from apprentices.models import (
            BreakAgreement,
            BreakInLearning,
            Confirmation,
            HoursChange,
            OffTheJobEntry,
            ReviewWriteUp,
            Transfer,
            TransferStatement,
        )
        from apprentices.operations import reorganisations
        from apprentices.operations.changes.quiet import silenced
        from apprentices.operations.changes.telling import LINK_PURPOSE
        from apprentices.registrations import (
            adjustments,
            changes,
            concerns,
            review_guards,
            review_mails,
            reviews,
            support,
            support_mails,
            timetable,
            waiting,
        )
        from core import registry
        from core.audit import guards
        from core.imports import import_kinds

        guards.declare(
            guards.Guard(
                OffTheJobEntry,
                name="decided_time_is_frozen",
                when="OLD.state IN ('confirmed', 'rejected')",
                erasable=("note", "question", "answer", "reason_given"),
            ),
            guards.Guard(
                HoursChange, name="decided_hours_are_frozen", when="OLD.state <> 'proposed'", erasable=("discussed",)
            ),
            guards.Guard(
                Transfer,
                name="decided_transfer_is_frozen",
                when="OLD.state IN ('done', 'refused', 'withdrawn')",
                unless_frozen=("break_ended_at",),
                columns_locked_once_set="break_ended_at",
            ),
            guards.Guard(TransferStatement, name="transfer_statement_is_frozen", when="1 = 1"),
            guards.Guard(BreakAgreement, name="agreement_to_a_break_is_frozen", when="1 = 1"),
        )
        registry.signed_models.register(
            "apprentices.breakagreement",
            registry.SignedModel(BreakAgreement, content=lambda agreement, purpose: agreement.content()),
        )
        registry.signed_models.register(
            "apprentices.confirmation",
            registry.SignedModel(Confirmation, content=lambda confirmation, purpose: confirmation.content()),
        )
        guards.declare(*review_guards.GUARDS, *adjustments.GUARDS, *support.GUARDS)
        guards.declare(*review_guards.GUARDS, *concerns.GUARDS)
        registry.signed_models.register(
            "apprentices.reviewwriteup",
            registry.SignedModel(ReviewWriteUp, content=lambda text, purpose: text.signed_content(purpose)),
        )
        for supply in (review_facts.time_facts, review_facts.attendance_facts, review_facts.carried_actions):
            review_facts.review_facts.register(supply, order=10)
        review_facts.review_facts.register(concerns.plan_facts, order=40)
        steps.pause.consequences.register(reviews.at_pause)
        steps.resumption.consequences.register(reviews.at_return)
        steps.withdrawal.consequences.register(reviews.at_the_end)
        for model in (HoursChange, Transfer):
            registry.signed_models.register(
                model._meta.label_lower, registry.SignedModel(model, content=lambda record, purpose: record.content())
            )
        registry.signed_models.register(
            "apprentices.transferstatement",
            registry.SignedModel(TransferStatement, content=lambda statement, purpose: statement.content),
        )
        steps.withdrawal.consequences.register(registrations.employment.on_leaving)
        registry.job_kinds.register(reorganisations.KIND, reorganisations.reorganise_job)
        import_kinds.register(imports.COHORT, imports.cohort)
        waiting.sources.register(registrations.employment.waiting, order=25)
        registry.record_sections.register(registrations.employment.section, order=50)
        registry.reminder_rules.register(registry.ReminderRule("no line manager", registrations.employment.unmanaged))
        registry.reference_loaders.register(reference_data.load)
        registry.second_factor_rules.register(people.reads_records)
        registry.capacities.register(people.capacity_of, order=80)
        registry.navigation.register(registrations.navigation, order=20)
        registry.footer.register(registrations.footer, order=20)
        registry.worklist.register(home.worklist, order=20)
        registry.worklist.register(reviews.worklist, order=21)
        registry.worklist.register(waiting.worklist, order=22)
        waiting.sources.register(reviews.waiting, order=20)
        waiting.sources.register(changes.waiting, order=22)
        waiting.sources.register(concerns.waiting, order=18)
        registry.record_sections.register(changes.section, order=60)
        waiting.sources.register(adjustments.waiting, order=21)
        registry.record_sections.register(adjustments.section, order=62)
        waiting.sources.register(support.waiting, order=24)
        registry.record_sections.register(support.section, order=64)
        registry.calendar_sources.register(support.calendar, order=22)
        steps.transfer.consequences.register(adjustments.new_employer)
        registry.record_sections.register(concerns.section, order=62)
        registry.navigation.register(concerns.navigation, order=25)
        registry.silences.register(silenced)
        steps.transfer.consequences.register(changes.new_employer)
        registry.home_figures.register(home.figures, order=20)
        registry.search_sources.register(registrations.search, order=20)
        registry.calendar_sources.register(registrations.calendar, order=20)
        registry.calendar_sources.register(reviews.calendar, order=21)
        registry.worklist.register(timetable.worklist, order=21)
        registry.home_figures.register(timetable.figures, order=21)
        registry.calendar_sources.register(timetable.calendar, order=21)
        import_kinds.register(timetable_import.TIMETABLE, timetable_import.timetable)
        import_kinds.register(results_import.RESULTS, results_import.results)
        for order, section in {
            10: sections.hours,
            14: sections.calendar,
            16: sections.reviews,
            70: sections.people,
        }.items():
            registry.record_sections.register(section, order=order)
        for name, due in {
            "behind plan": telling.behind_plan,
            "apprentices behind plan": telling.apprentices_behind,
            "time waiting": telling.time_waiting,
            "reviews to prepare": review_mails.to_prepare,
            "signatures waiting": review_mails.signatures_waiting,
            "what changed": news.what_changed,
            "plan some training": changes.plan_some_training,
            "suspended too long": changes.suspended_too_long,
            "decisions on adjustments late": adjustments.decisions_late,
            "adjustments to look at again": adjustments.to_look_again,
            "workplace visits due": support_mails.visits_fall_due,
            "workplace visits overdue": support_mails.visits_overdue,
            "support to look at again": support_mails.support_to_look_at,
            "telling due": concerns.telling_due,
            "hold runs out": concerns.hold_runs_out,
            "ask how things are": concerns.checks_due,
        }.items():
            registry.reminder_rules.register(registry.ReminderRule(name, due))
        registry.link_purposes.register(
            telling.LINK_PURPOSE,
            registry.LinkPurpose(
                "apprentices:confirm_by_link", days=14, words="the off-the-job time and the reviews that wait for you"
            ),
        )
        registry.link_purposes.register(
            LINK_PURPOSE,
            registry.LinkPurpose(
                "apprentices:agree_by_link",
                days=28,
                words="a break in learning that waits for your agreement",
                renewable=lambda asked: asked.state in BreakInLearning.BEING_AGREED,
            ),
        )
        registry.file_scopes.register(registrations.files)
        registrations.training_plan.register()
        registrations.audit.register()
        concerns.register()
        adjustments.register()
        waiting.sources.register(registrations.gateway.waiting, order=30)
        registrations.gateway.register()
        registrations.peers.register()
        for source in news.OWN_SOURCES:
            news.sources.register(source)
