"""Who may do what in the records: the rights of each of PostgreSQL's roles, as one table.

Every migration gives exactly these, as the owner: a right given by hand is taken back, and a role that was made since
gets its own. What a role may do outside the schema of the records stands in `stack/databases.sql`.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

WORKER, DESK, ADMIN, BACKUP = "tawasul_worker", "tawasul_desk", "tawasul_admin", "tawasul_backup"
"""The roles of workers, of staff's commands, of the administration (staff, trust, absences, closures, holds), of
`pg_dump`."""
FORMER = "tawasul_app"
"""The one role before there were several. It has the rights of all for as long as it may log in: an installation goes
on until somebody runs `stack/databases.sql`, which makes the others and closes it."""

_VERSIONS = ("pack_version", "pack_activation")
"""Versions of packs, and from when each is in force."""
_STAFF = ("staff", "staff_team", "staff_skill", "absence")
_READ_BY_ALL = ("alembic_version", "case_row", "pack_words", *_STAFF, "calendar_change", "attention", *_VERSIONS)
_RETENTION = ("hold", "disposal")
_WEBHOOKS = ("webhook_subscriber", "webhook_delivery")
_WORKSPACE = ("staff_session", "staff_entry", "staff_draft")
_READ = (
    *_READ_BY_ALL,
    "case_event",
    "request",
    "policy",
    "notice",
    "advice",
    "restart",
    "log_generation",
    "log_waiting",
    "log_entry",
    "log_checkpoint",
    "trusted_key",
    "provider_key",
    "known_subject",
    "forgery",
    "case_key",
    "occurrence",
    "occurrence_due",
    "share",
    "fault",
    "fault_event",
    "roundup",
    "roundup_entry",
    "letter_form",
    "letter",
    *_RETENTION,
)
_TRUST = ("trusted_key", "revoked_session", "known_subject")
"""Whom to trust, which the administration says."""
_OF_A_VIEW = "by, role, stands_in_for, verb, reference, about, cases, numbers, why, break_glass, until"
"""Neither the number nor the instant of a view is its writer's to choose."""
_OF_A_KEY = "reference, key_id, wrapped_by, wrapped, made_at"
"""That a key was erased is not for a worker to say."""
_KEPT_OF_A_NOTICE = "status, attempts, sent_at, error, outcomes, created_at"
_OF_A_FAULT = (
    "seq, pack, error_code, team, stage, owner, by_rate, since, opened_at, known_at, mended_at, closed_at, due_at,"
    " breached, rungs, head"
)
"""All but its reference."""
_OF_A_SUBSCRIBER = "name, url, secrets, scope, types, pack, channels, added_by"
_FIXED_OF_A_NOTICE = "key, template, recipients, subject, body"
"""What its first try fixes; the trigger `stays_as_sent` keeps it as it was sent."""

TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    WORKER: {
        "SELECT": (*_READ, *_WEBHOOKS, "revoked_session", "one_time_code"),
        f"INSERT ({_OF_A_KEY})": ("case_key",),
        "INSERT": (
            *("advice", "attention", "forgery", "log_checkpoint", "notice"),
            *("occurrence", "provider_key", "restart", "share", "fault", "fault_event"),
            *("pack_words", "roundup", "roundup_entry"),
            *("letter_form", "one_time_code"),
        ),
        f"UPDATE ({_KEPT_OF_A_NOTICE}, {_FIXED_OF_A_NOTICE})": ("notice",),
        "UPDATE (at, handled_at, handled_by)": ("attention",),
        "UPDATE (seq, note)": ("restart",),
        "UPDATE (tries)": ("forgery",),
        "UPDATE (words)": ("request",),
        "UPDATE (staff_id, holder, number, at, answer)": ("share",),
        f"UPDATE ({_OF_A_FAULT})": ("fault",),
        "UPDATE (status, attempts, tried_at, sent_at, error)": ("roundup",),
        "UPDATE (body, roundup, place)": ("roundup_entry",),
        "UPDATE (body, status, attempts, next_at, first_tried_at, ended_at, error)": ("webhook_delivery",),
        "UPDATE (stopped_at)": ("webhook_subscriber",),
        "UPDATE (last_sending, sent, sent_at, channel, error)": ("one_time_code",),
        "DELETE": ("occurrence_due", "webhook_delivery"),
    },
    DESK: {
        "SELECT": (*_READ, "view", "one_time_try", "page_session", *_WORKSPACE),
        "SELECT (kid)": ("revoked_session",),
        f"INSERT ({_OF_A_VIEW})": ("view",),
        "INSERT (kind, reference, about, at)": ("attention",),
        "UPDATE (handled_at, handled_by)": ("attention",),
        "UPDATE (right_problem, right_service, corrected_by, corrected_at)": ("advice",),
        "INSERT": _WORKSPACE,
        "UPDATE (sealed, seen_at, until, ended_at)": ("staff_session",),
        "UPDATE (sealed, saved_at)": ("staff_draft",),
        "DELETE": ("staff_entry", "staff_draft"),
    },
    ADMIN: {
        "SELECT": (*_READ_BY_ALL, *_TRUST, *_RETENTION, *_WEBHOOKS),
        "INSERT": ("attention", "calendar_change", *_STAFF, *_TRUST),
        f"INSERT ({_OF_A_VIEW})": ("view",),
        "UPDATE (name, role, email, mobile, language, active, issuer, subject, sessions_since)": ("staff",),
        "UPDATE (revoked_at)": ("trusted_key",),
        "UPDATE (until)": ("absence",),
        "INSERT (reference, why, placed_by)": ("hold",),
        "UPDATE (released_by, released_at, released_why)": ("hold",),
        "INSERT (pack, version, content, put_by)": ("pack_version",),
        "INSERT (pack, version, since, reason, activated_by)": ("pack_activation",),
        f"INSERT ({_OF_A_SUBSCRIBER})": ("webhook_subscriber",),
        f"UPDATE ({_OF_A_SUBSCRIBER}, added_at, stopped_at, removed_at)": ("webhook_subscriber",),
        "DELETE": ("absence", "staff_team", "staff_skill"),
    },
}
"""Of each role: privileges, and the tables on which it has them."""
FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    WORKER: ("append_case_events", "append_events", "extend_log", "number_letter", "keep_letter"),
    DESK: ("try_one_time_code", "end_page_session"),
    ADMIN: ("may_dispose", "dispose", "replay_webhooks", "end_page_sessions_of"),
}
"""Of each role: the functions that it may call, which write as the owner."""

_KNOWN = (WORKER, DESK, ADMIN, BACKUP, FORMER)
_ROLES = "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname = ANY(%s)"


def grant(connection: Connection) -> None:
    """Give each role that there is its rights and no others, and everybody none.

    Functions that a restored copy makes anew are everybody's at first.
    """
    connection.exec_driver_sql("; ".join(_taken("PUBLIC")))
    found = {row.rolname: row.rolcanlogin for row in connection.exec_driver_sql(_ROLES, ([*_KNOWN],))}
    for role in (each for each in _KNOWN if each in found):
        rights_of = TABLES if role == FORMER and found[role] else (role,)
        given = (statement for each in rights_of for statement in _given(each, role))
        connection.exec_driver_sql("; ".join((*_taken(role), *given)))


def _taken(role: str) -> Iterator[str]:
    for objects in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield f"REVOKE ALL ON ALL {objects} IN SCHEMA public FROM {role}"


def _given(rights_of: str, role: str) -> Iterator[str]:
    for privileges, tables in TABLES.get(rights_of, {}).items():
        yield f"GRANT {privileges} ON {', '.join(tables)} TO {role}"
    if functions := FUNCTIONS.get(rights_of):
        yield f"GRANT EXECUTE ON FUNCTION {', '.join(functions)} TO {role}"
    if rights_of == BACKUP:
        yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
        yield f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
