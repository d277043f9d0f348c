-- Roles and databases: of the records, and of Temporal where it keeps its own on the same server. May be run again.
-- Passwords come from the environment, so that they stand in no file and no command line.
\set ON_ERROR_STOP on
\getenv owner_password POSTGRES_OWNER_PASSWORD
\getenv app_password POSTGRES_APP_PASSWORD
\getenv temporal_password POSTGRES_TEMPORAL_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['tawasul_owner', 'tawasul_app']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE tawasul_owner PASSWORD :'owner_password';
ALTER ROLE tawasul_app PASSWORD :'app_password';
-- A migration that has to wait says whose session it waits for, and since when.
GRANT pg_read_all_stats TO tawasul_owner;

SELECT 'CREATE DATABASE tawasul OWNER tawasul_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'tawasul') \gexec
REVOKE ALL ON DATABASE tawasul FROM PUBLIC;
GRANT CONNECT ON DATABASE tawasul TO tawasul_app;

\if :{?temporal_password}
    SELECT 'CREATE ROLE temporal LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'temporal') \gexec
    ALTER ROLE temporal PASSWORD :'temporal_password';
    SELECT format('CREATE DATABASE %I OWNER temporal', name)
    FROM unnest(ARRAY['temporal', 'temporal_visibility']) AS name
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec
    REVOKE ALL ON DATABASE temporal, temporal_visibility FROM PUBLIC;
\endif
