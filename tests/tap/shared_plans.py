"""What one session has analysed serves the others, until something changes that it was made from.

Usage: shared_plans.py FOLDER STAGE
"""

import subprocess
import sys

from support import HERE, Failure, cluster, differences, run_test

sys.path.insert(0, str(HERE.parent / "support"))

from session import Session  # noqa: E402

TABLES = """
create table t (id bigint generated always as identity primary key, k int not null, v bigint not null); insert into t (k, v) select i % 3, i from generate_series(1, 30) i;
create table u (id bigint generated always as identity primary key, k int not null, v bigint not null); insert into u (k, v) select i % 3, i from generate_series(1, 30) i;
create table w (id bigint generated always as identity primary key, k int not null, v bigint not null); insert into w (k, v) select i % 3, i from generate_series(1, 30) i;
select pgtrickle.create_stream_table('at_once', 'select k, sum(v) as v, count(*) as n from t group by k', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('on_commit', 'select k, sum(v) as v, count(*) as n from u group by k', refresh_mode => 'ON COMMIT');
select pgtrickle.create_stream_table('later', 'select k, sum(v) as v, count(*) as n from w group by k', schedule => '1h', refresh_mode => 'DIFFERENTIAL');
"""
WRITES = {
    "at_once": "insert into t (k, v) values (1, 5)",
    "on_commit": "insert into u (k, v) values (1, 5)",
    "later": "insert into w (k, v) values (1, 5); select pgtrickle.refresh_stream_table('later')",
}
# What is done to "at_once" or its source, after which all is analysed again by the first session.
CHANGES = {
    "another query": "select pgtrickle.alter_stream_table('at_once', query => 'select k, sum(v) as v, count(*) as n, min(v) as least from t group by k')",
    "the first query": "select pgtrickle.alter_stream_table('at_once', query => 'select k, sum(v) as v, count(*) as n from t group by k')",
    "another mode": "select pgtrickle.alter_stream_table('at_once', refresh_mode => 'ON COMMIT')",
    "the first mode": "select pgtrickle.alter_stream_table('at_once', refresh_mode => 'IMMEDIATE')",
    "another type": "select pgtrickle.alter_column_type('t', 'v', 'numeric')",
    "a column with another name for a while": "alter table t rename v to value; alter table t rename value to v",
    "a renamed source": "alter table t rename to t2; alter table t2 rename to t",
    "another schema": "create schema apart; alter table at_once set schema apart; alter table apart.at_once set schema public",
    "an index": "create index extra on at_once (n)",
    "no index": "drop index extra",
    "a column that is not read": "alter table t add note text",
    "a trigger": "create function act() returns trigger language plpgsql as $$ begin return null; end $$; create trigger acts after insert or update on at_once for each statement execute function act()",
    "no trigger": "drop trigger acts on at_once",
    "another owner": "create role other; grant all on schema public to other; grant all on t to other; alter table at_once owner to other",
    "the first owner": "alter table at_once owner to current_user",
    "a privilege": "grant select on at_once to other",
}


def analysed(server, statement):
    """How many queries and statements a session of its own analyses for this one."""
    ran = server.psql("-qAtX", "-v", "ON_ERROR_STOP=1", "-c", "set client_min_messages = debug1", "-c", statement, database="app", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if ran.returncode != 0:
        raise Failure(f"{statement}: {ran.stderr}")
    return sum("is analysed" in line for line in ran.stderr.splitlines())


def expect(what, is_so):
    if not is_so:
        raise Failure(what)


def check(server, after):
    wrong = differences(server)
    if wrong:
        raise Failure(f"after {after}: {wrong}")


def second_session_analyses_nothing(server):
    for name, write in WRITES.items():
        expect(f"{name}: the first session analyses the query", analysed(server, write) > 0)
        again = analysed(server, write)
        expect(f"{name}: the second session analyses {again} times", again == 0)
    check(server, "writes of several sessions")


def other_kinds_of_changes_are_analysed_once(server):
    """The text of another statement needs the plan, which a session makes only then."""
    for statement in ("update t set v = v + 1 where id < 20", "delete from t where id < 5", "insert into t (k, v) select i % 50, i from generate_series(1, 3000) i"):
        analysed(server, statement)
        check(server, statement)


def each_change_is_seen(server):
    write = WRITES["at_once"]
    kept = Session(server, "app")  # one that has adopted the plan before
    for what, change in CHANGES.items():
        needs_executor = what == "no trigger"  # a plan for the executor is made by each session
        expect(f"before {what} a session analyses {'a statement' if needs_executor else 'nothing'}", analysed(server, write) == (1 if needs_executor else 0))
        kept.ask(write)
        server.execute(change, "app")
        kept.ask(write)
        check(server, f"{what}, in a session from before")
        analysed(server, write)
        check(server, what)
    kept.close()


def a_renamed_column_is_found(server):
    server.execute("alter table t rename v to value", "app")
    for _ in range(2):
        analysed(server, "insert into t (k, value) values (2, 7)")
    wrong = server.execute("select count(*) from at_once full join (select k, sum(value) as v, count(*) as n from t group by k) q using (k, v, n) where at_once.k is null or q.k is null", "app")
    expect(f"after a column got another name {wrong} rows differ", wrong.strip() == "0")
    server.execute("alter table t rename value to v", "app")


def what_is_rolled_back_is_not_used(server):
    write = WRITES["at_once"]
    session = Session(server, "app")
    for change in ("select pgtrickle.alter_column_type('t', 'v', 'numeric(40, 2)')", "alter table t add more int; alter table t drop more", "create unique index one_more on at_once (k, n)",
                   "select pgtrickle.alter_stream_table('at_once', query => 'select k, count(*) as n from t group by k')"):
        session.ask(f"begin; {change}; {write}; rollback")
        analysed(server, write)
        session.ask(write)
        check(server, f"{change}, rolled back")
    session.close()


def a_policy_is_obeyed(server):
    """The owner of the stream table may no longer read all rows of its source, and no longer write to it."""
    server.execute("alter table at_once owner to other", "app")
    write = WRITES["at_once"]
    analysed(server, write)
    server.execute("revoke all on t from other", "app")
    ran = server.psql("-qAtX", "-c", write, database="app", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    expect("a source that its owner may not read stops the write", "permission denied for table" in ran.stderr)
    server.execute("grant select on t to other", "app")
    analysed(server, write)
    check(server, "a privilege was taken and given")


def publications_are_obeyed(server):
    """In a publication, rows without a replica identity must not be updated; the signature of the table does not tell of publications."""
    write = WRITES["at_once"]
    server.execute("alter table at_once replica identity nothing", "app")
    analysed(server, write)
    kept = Session(server, "app")
    kept.ask(write)
    server.execute("create publication of_table for table at_once; alter table at_once replica identity nothing", "app")
    kept.send(write)
    ran = server.psql("-qAtX", "-c", write, database="app", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for title, answer in (("new", ran.stderr), ("older", "\n".join(kept.printed()))):
        expect(f"an {title} session updates a row without replica identity: {answer}", "replica identity" in answer)
    server.execute("drop publication of_table", "app")
    kept.ask(write)
    analysed(server, write)
    check(server, "a publication")
    kept.close()


def functions_of_users_are_analysed(server):
    """What a function means may change without a change of any relation."""
    server.execute("create table f (id bigint generated always as identity primary key, k int not null, v int not null);"
                   "create function doubled(int) returns int language sql immutable as 'select 2 * $1';"
                   "select pgtrickle.create_stream_table('by_function', 'select k, sum(doubled(v)) as v from f group by k', refresh_mode => 'IMMEDIATE')", "app")
    write = "insert into f (k, v) values (1, 5)"
    analysed(server, write)
    expect("a statement with a function of a user is analysed", analysed(server, write) > 0)
    check(server, "a function of a user")


def can_be_switched_off(server):
    server.execute("alter database app set pg_trickle.share_plans = off", "app")
    for name in ("on_commit", "later"):
        expect(f"{name}: analysed", analysed(server, WRITES[name]) > 0)
    server.execute("alter database app reset pg_trickle.share_plans", "app")
    expect("what others have shared is still there", analysed(server, WRITES["later"]) == 0)


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage, ["pg_trickle.enabled=off"]) as server:
            server.execute(TABLES, "app")
            second_session_analyses_nothing(server)
            other_kinds_of_changes_are_analysed_once(server)
            each_change_is_seen(server)
            a_renamed_column_is_found(server)
            what_is_rolled_back_is_not_used(server)
            a_policy_is_obeyed(server)
            functions_of_users_are_analysed(server)
            can_be_switched_off(server)
            publications_are_obeyed(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
