"""Mail and reminders: ``outbox.owe`` promises a mail, ``delivery`` sends it, ``reminders`` asks who is due."""
