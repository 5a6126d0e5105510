"""Checks that the lint of the install script notices what it is there for, and is content with what is right."""

import sys

from lint import wrong_text

RIGHT = """\\echo Use "CREATE EXTENSION pg_trickle" to load this file. \\quit
SET LOCAL search_path TO pg_catalog, pg_temp;
CREATE SCHEMA pgtrickle;
-- OR REPLACE in a comment
CREATE FUNCTION pgtrickle.f(a text) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT 'IF NOT EXISTS; DO $$'; END;
CREATE VIEW pgtrickle.v AS SELECT 1 AS x;
CREATE INDEX t_index ON pgtrickle.t (x);
CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION pgtrickle.f();
"""

WRONG = {
    "no path": RIGHT.replace("SET LOCAL search_path TO pg_catalog, pg_temp;\n", ""),
    "path with public": RIGHT.replace("pg_catalog, pg_temp", "pg_catalog, public, pg_temp"),
    "path without pg_temp": RIGHT.replace("pg_catalog, pg_temp", "pg_catalog"),
    "late path": RIGHT.replace(
        "SET LOCAL search_path TO pg_catalog, pg_temp;\nCREATE SCHEMA pgtrickle;",
        "CREATE SCHEMA pgtrickle;\nSET LOCAL search_path TO pg_catalog, pg_temp;",
    ),
    "another path": RIGHT + "SET search_path TO public;\n",
    "set_config": RIGHT + "SELECT set_config('search_path', 'public', false);\n",
    "or replace": RIGHT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    "if not exists": RIGHT.replace("CREATE SCHEMA", "CREATE SCHEMA IF NOT EXISTS"),
    "no schema": RIGHT.replace("VIEW pgtrickle.v", "VIEW v"),
    "other schema": RIGHT.replace("VIEW pgtrickle.v", "VIEW public.v"),
    "do": RIGHT + "DO $$ BEGIN END $$;\n",
    "cast": RIGHT + "CREATE CAST (text AS bigint) WITH INOUT AS IMPLICIT;\n",
    "operator": RIGHT + "CREATE OPERATOR pgtrickle.+ (LEFTARG = int, FUNCTION = pgtrickle.f);\n",
    "leakproof": RIGHT.replace("LANGUAGE sql", "LANGUAGE sql LEAKPROOF"),
    "plpgsql": RIGHT.replace("LANGUAGE sql", "LANGUAGE plpgsql"),
    "default privileges": RIGHT + "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;\n",
}


def main() -> int:
    failures = [f"complains of what is right: {one}" for one in wrong_text(RIGHT)]
    failures += [f"does not notice: {name}" for name, script in WRONG.items() if not list(wrong_text(script))]
    print(*failures, f"{len(WRONG)} faults tried, {len(failures)} failures", sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
