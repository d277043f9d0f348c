-- Roles and databases: of the records, and of Temporal where it keeps its own on the same server. May be run again.
-- Each password comes from a variable, or from the file that a variable names, so that it stands in no command line.
\set ON_ERROR_STOP on
\set owner_password `printf %s "${POSTGRES_OWNER_PASSWORD:-$(cat "${POSTGRES_OWNER_PASSWORD_FILE:-/dev/null}")}"`
\set worker_password `printf %s "${POSTGRES_WORKER_PASSWORD:-$(cat "${POSTGRES_WORKER_PASSWORD_FILE:-/dev/null}")}"`
\set desk_password `printf %s "${POSTGRES_DESK_PASSWORD:-$(cat "${POSTGRES_DESK_PASSWORD_FILE:-/dev/null}")}"`
\set admin_password `printf %s "${POSTGRES_ADMIN_PASSWORD:-$(cat "${POSTGRES_ADMIN_PASSWORD_FILE:-/dev/null}")}"`
\set backup_password `printf %s "${POSTGRES_BACKUP_PASSWORD:-$(cat "${POSTGRES_BACKUP_PASSWORD_FILE:-/dev/null}")}"`
\set temporal_password `printf %s "${POSTGRES_TEMPORAL_PASSWORD:-$(cat "${POSTGRES_TEMPORAL_PASSWORD_FILE:-/dev/null}")}"`

-- What a role has set for itself (ALTER ROLE … SET, which PostgreSQL refuses to nobody) ends here, its password too.
CREATE TEMP TABLE wanted (role name, password text CHECK (password <> ''));
INSERT INTO wanted VALUES
    ('tawasul_owner', :'owner_password'), ('tawasul_worker', :'worker_password'), ('tawasul_desk', :'desk_password'),
    ('tawasul_admin', :'admin_password'), ('tawasul_backup', :'backup_password');
SELECT format('CREATE ROLE %I', role) FROM wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', role, password) FROM wanted \gexec
SELECT concat(format('ALTER ROLE %I', rolname), ' IN DATABASE ' || quote_ident(datname), ' RESET ALL')
FROM pg_db_role_setting JOIN pg_roles r ON r.oid = setrole LEFT JOIN pg_database d ON d.oid = setdatabase
WHERE rolname IN (SELECT role FROM wanted) \gexec
-- The one role of workers, staff and administration before there were three: the first migrations name it, and nobody
-- logs in by it any more. `tawasul migrate` takes its rights away.
SELECT 'CREATE ROLE tawasul_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tawasul_app') \gexec
ALTER ROLE tawasul_app NOLOGIN PASSWORD NULL;
-- A migration that has to wait says whose session it waits for, and since when.
GRANT pg_read_all_stats TO tawasul_owner;

SELECT 'CREATE DATABASE tawasul OWNER tawasul_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'tawasul') \gexec
REVOKE ALL ON DATABASE tawasul FROM PUBLIC;
REVOKE ALL ON DATABASE tawasul FROM tawasul_app;
GRANT CONNECT ON DATABASE tawasul TO tawasul_worker, tawasul_desk, tawasul_admin, tawasul_backup;

SELECT :'temporal_password' <> '' AS with_temporal \gset
\if :with_temporal
    SELECT 'CREATE ROLE temporal LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'temporal') \gexec
    ALTER ROLE temporal PASSWORD :'temporal_password';
    SELECT format('CREATE DATABASE %I OWNER temporal', name)
    FROM unnest(ARRAY['temporal', 'temporal_visibility']) AS name
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec
    REVOKE ALL ON DATABASE temporal, temporal_visibility FROM PUBLIC;
\endif

-- In the records nobody fills the disk with large objects, and only who works there takes locks that others wait for.
\connect tawasul
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace
    AND proname ~ '^(lo_(creat|create|from_bytea|import|open|put)|lowrite|pg_logical_emit_message|pg_(try_)?advisory_.*lock(_shared)?)$' \gexec
SELECT format('GRANT EXECUTE ON FUNCTION %s TO tawasul_owner, tawasul_worker, tawasul_admin', oid::regprocedure)
FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^pg_(try_)?advisory_.*lock(_shared)?$' \gexec
