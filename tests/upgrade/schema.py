"""An updated database and a new one have the identical schema: objects, definitions, privileges, comments, dependencies, what dumps have.

Usage: schema.py FOLDER STAGE
"""

import difflib
import pathlib
import shutil
import sys

from released import stage_with_released
from schema_script import present_version, released_versions

from postgres import Server  # noqa: E402

MEMBERS = """
create temp table member as
    select classid, objid, pg_describe_object(classid, objid, 0) as name from pg_depend
    where refclassid = 'pg_extension'::regclass and refobjid = (select oid from pg_extension where extname = 'pg_trickle') and deptype = 'e';
create function pg_temp.acl(list aclitem[]) returns text language sql as $$
    select coalesce(string_agg(one::text, ' ' order by one::text), 'default') from unnest(list) as one
$$;
create temp view relation as select m.name, c.* from member m join pg_class c on m.classid = 'pg_class'::regclass and m.objid = c.oid;
"""
# Each gives lines; what stands in them are names, no numbers of objects.
FACTS = {
    "extension": "select concat_ws(' | ', extversion, extnamespace::regnamespace, extrelocatable) from pg_extension where extname = 'pg_trickle'",
    "rows in dumps": """select concat_ws(' | ', c::regclass, condition) from pg_extension, unnest(extconfig, extcondition) as u (c, condition)
                        where extname = 'pg_trickle'""",
    "members": "select name from member",
    "comments": """select concat_ws(' | ', m.name, d.objsubid, d.description)
                   from member m join pg_description d on d.classoid = m.classid and d.objoid = m.objid""",
    "initial privileges": """select concat_ws(' | ', m.name, i.objsubid, i.privtype, pg_temp.acl(i.initprivs))
                             from member m join pg_init_privs i on i.classoid = m.classid and i.objoid = m.objid""",
    "dependencies": """select concat_ws(' | ', pg_describe_object(d.classid, d.objid, d.objsubid),
                                        pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid), d.deptype)
                       from member m join pg_depend d on d.classid = m.classid and d.objid = m.objid""",
    "schemas": """select concat_ws(' | ', m.name, pg_get_userbyid(n.nspowner), pg_temp.acl(n.nspacl))
                  from member m join pg_namespace n on m.classid = 'pg_namespace'::regclass and m.objid = n.oid""",
    "functions": """select concat_ws(' | ', m.name, p.prokind, p.provariadic, pg_get_userbyid(p.proowner), pg_temp.acl(p.proacl), p.probin,
                                     case when p.prokind = 'a' then '' else pg_get_functiondef(p.oid) end)
                    from member m join pg_proc p on m.classid = 'pg_proc'::regclass and m.objid = p.oid""",
    "aggregates": """select concat_ws(' | ', aggfnoid::regprocedure, aggkind, aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn,
                                      aggminvtransfn, aggmfinalfn, aggtranstype::regtype, aggtransspace, agginitval, aggminitval, aggfinalmodify)
                     from member m join pg_aggregate a on m.classid = 'pg_proc'::regclass and m.objid = a.aggfnoid""",
    "relations": """select concat_ws(' | ', name, relkind, relpersistence, pg_get_userbyid(relowner), reltablespace, reloptions, relrowsecurity,
                                     relforcerowsecurity, relreplident, relispopulated, pg_temp.acl(relacl),
                                     case when relkind = 'v' then pg_get_viewdef(oid) end) from relation""",
    "columns": """select concat_ws(' | ', name, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attstorage,
                                   attcompression, attstattarget, attcollation::regcollation, pg_temp.acl(attacl), attoptions,
                                   pg_get_expr(adbin, adrelid))
                  from relation join pg_attribute on attrelid = relation.oid and attnum > 0 left join pg_attrdef on adrelid = attrelid and adnum = attnum""",
    "constraints": "select concat_ws(' | ', name, conname, contype, convalidated, pg_get_constraintdef(o.oid)) from relation r join pg_constraint o on conrelid = r.oid",
    "indexes": "select concat_ws(' | ', name, pg_get_indexdef(indexrelid), indisvalid) from relation join pg_index on indrelid = relation.oid",
    "triggers": "select concat_ws(' | ', name, tgenabled, pg_get_triggerdef(t.oid)) from relation r join pg_trigger t on tgrelid = r.oid",
    "sequences": """select concat_ws(' | ', seqrelid::regclass, seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle,
                                     pg_temp.acl((select relacl from pg_class where oid = seqrelid))) from pg_sequence""",
    "event triggers": "select concat_ws(' | ', evtname, evtevent, evtfoid::regproc, evtenabled, evttags) from pg_event_trigger",
}


def schema_of(server: Server, database: str) -> list[str]:
    """The facts, sorted: the order in which objects were made is none of them. A line break would be taken for a new fact."""
    asked = "".join(f"select '{what}: ' || replace(fact, E'\\n', ' ') from ({query}) as facts (fact) order by 1;\n" for what, query in FACTS.items())
    return server.execute(MEMBERS + asked, database).splitlines()


def fresh(server: Server, database: str, how: str) -> list[str]:
    server.execute(f"create database {database}")
    server.execute(how, database)
    return schema_of(server, database)


def complaints(server: Server):
    wanted = fresh(server, "new", "create extension pg_trickle")
    if len(wanted) < 500:
        yield f"{len(wanted)} facts are too few"
    for version in released_versions():
        found = fresh(server, f"from_{version.replace('.', '_')}", f"create extension pg_trickle version '{version}'; alter extension pg_trickle update")
        yield from difflib.unified_diff(wanted, found, "created", f"updated from {version}", lineterm="", n=0)
    refused = server.psql("-qAtc", "select pgtrickle.require_module('9.9.9')", database="new", capture_output=True).stderr
    if f"loaded version {present_version()} of the module of pg_trickle, not 9.9.9" not in refused:
        yield f"of another module it is said: {refused}"


def main() -> int:
    folder, stage = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    server = Server(folder / "server")
    server.start(str(stage_with_released(stage, folder / "stage")))
    found = list(complaints(server))
    print(*found, f"{len(found)} differences", sep="\n")
    if not found:
        server.stop()
        shutil.rmtree(folder)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
