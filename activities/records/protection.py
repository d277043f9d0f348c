"""What protects the records in PostgreSQL: its roles, who may write which table or call which function, its triggers.

`audit verify` compares it with what the migrations make (`migrations/protection.txt`), so that a right given by hand, a
trigger taken off or a function put in the place of another is found and named.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from activities.records.database import Connection
from settings import PROJECT

EXPECTED = PROJECT / "migrations" / "protection.txt"

_FACTS = """
WITH own AS (SELECT 'public'::regnamespace AS schema),
tables AS (SELECT c.* FROM pg_class c, own WHERE relnamespace = own.schema AND relkind IN ('r', 'v', 'S', 'm')),
functions AS (SELECT p.* FROM pg_proc p, own WHERE pronamespace = own.schema)
SELECT concat_ws(' ', 'table', relname, 'owner', pg_get_userbyid(relowner)) AS fact FROM tables
UNION ALL
SELECT concat_ws(' ', 'table', relname, coalesce(nullif(grantee, 0)::regrole::text, 'public'), privilege_type)
FROM tables, aclexplode(relacl) WHERE grantee <> relowner AND privilege_type <> 'SELECT'
UNION ALL
SELECT concat_ws(' ', 'column', relname, attname, coalesce(nullif(grantee, 0)::regrole::text, 'public'), privilege_type)
FROM tables JOIN pg_attribute ON attrelid = tables.oid, aclexplode(attacl)
WHERE grantee <> relowner AND privilege_type <> 'SELECT'
UNION ALL
SELECT concat_ws(' ', 'function', proname, 'owner', pg_get_userbyid(proowner), 'secdef', prosecdef,
                 encode(sha256(convert_to(concat_ws(E'\n', lanname, proconfig::text, prosrc), 'UTF8')), 'hex'))
FROM functions JOIN pg_language l ON l.oid = prolang
UNION ALL
SELECT concat_ws(' ', 'function', proname, coalesce(nullif(grantee, 0)::regrole::text, 'public'), privilege_type)
FROM functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner
UNION ALL
SELECT concat_ws(' ', 'trigger', relname, tgenabled, pg_get_triggerdef(t.oid))
FROM tables JOIN pg_trigger t ON tgrelid = tables.oid WHERE NOT tgisinternal
UNION ALL
SELECT concat_ws(' ', 'rule', relname, rulename)
FROM tables JOIN pg_rewrite ON ev_class = tables.oid WHERE relkind = 'r'
UNION ALL
SELECT concat_ws(' ', 'schema public', coalesce(nullif(grantee, 0)::regrole::text, 'public'), privilege_type)
FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee <> nspowner AND privilege_type <> 'USAGE'
UNION ALL
SELECT concat_ws(' ', 'role', rolname, 'may log in') FROM pg_roles
WHERE starts_with(rolname, 'tawasul_') AND rolcanlogin
UNION ALL
SELECT concat_ws(' ', 'role', rolname, 'is more than a role of ours') FROM pg_roles
WHERE starts_with(rolname, 'tawasul_') AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)
UNION ALL
SELECT concat_ws(' ', 'role', member::regrole, 'is also', roleid::regrole) FROM pg_auth_members
WHERE starts_with(member::regrole::text, 'tawasul_')
UNION ALL
SELECT concat_ws(' ', 'role', setrole::regrole, 'has set for itself', split_part(setting, '=', 1))
FROM pg_db_role_setting, unnest(setconfig) setting WHERE starts_with(setrole::regrole::text, 'tawasul_')
UNION ALL
SELECT concat_ws(' ', 'function', p.oid::regprocedure, 'public EXECUTE')
FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner)))
WHERE pronamespace = 'pg_catalog'::regnamespace AND grantee = 0
  AND (proname ~ '^(lo_(creat|create|from_bytea|import|open|put)|lowrite|pg_logical_emit_message)$'
       OR proname ~ '^pg_(try_)?advisory_.*lock(_shared)?$')
"""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something that protects the records and is not there, or is there and was not made by a migration."""

    missing: bool
    fact: str


def facts(connection: Connection) -> set[str]:
    """What protects the records now, each as one line."""
    return {row["fact"] for row in connection.execute(_FACTS).fetchall()}


def expected() -> set[str]:
    """What the migrations make."""
    return set(EXPECTED.read_text().splitlines())


def differences(connection: Connection) -> tuple[Deviation, ...]:
    """How the two differ, in order."""
    return tuple(_differences(facts(connection), expected()))


def _differences(found: set[str], made: set[str]) -> Iterable[Deviation]:
    for fact in sorted(found ^ made):
        yield Deviation(missing=fact in made, fact=fact)
