"""Random transactions of one session: whatever they are made of, stream tables that writers maintain hold what their queries give.

Usage: transactions.py SERVER

A case is some tables with foreign keys that cascade, partitions, and triggers that write to other tables, in exception blocks and at the commit, too; stream tables in modes
IMMEDIATE, ON COMMIT and DIFFERENTIAL over them and over each other, with triggers and indexes of a user; and transactions of statements of all kinds: savepoints, cursors,
prepared statements, blocks with exceptions, COPY, MERGE, TRUNCATE, commands that alter tables, indexes, rights, functions and settings, other modes, refreshes. They are committed,
rolled back, or prepared first. A stream table in mode IMMEDIATE is compared after each statement, one in mode ON COMMIT after each transaction.

Environment: see property_sql.py.
"""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import property_sql  # noqa: E402
from postgres import Server  # noqa: E402
from queries import Generator  # noqa: E402
from session import ServerGone, SqlError  # noqa: E402
from statements import DEFERRED_TRIGGERS, FUNCTIONS, OPERANDS, SCHEMA, SOURCES, STORAGE_TRIGGERS, TRIGGERS, WRITTEN_BY_HAND, Statements  # noqa: E402

MODES = ["IMMEDIATE", "IMMEDIATE", "IMMEDIATE", "ON COMMIT", "ON COMMIT", "DIFFERENTIAL"]
# What the server says of statements that cannot be: no fault of a stream table.
REFUSALS = ("0A000", "21000", "22003", "22012", "22023", "23502", "23503", "23505", "23514", "24000", "25001", "25P01", "25P02", "25006", "2BP01", "34000", "3B001", "42501", "42701",
            "42704", "42P01", "42P05", "42P07", "42703", "42803", "42P16", "26000", "55000", "55006", "P0001", "0LP01", "27000", "54001", "42P03", "40001", "53400", "22P02", "57014", "42809")
FAULTS = ("XX000", "XX001", "XX002")


class TransactionsDatabase(property_sql.Database):
    name = "property_transactions"
    schema, most_work = OPERANDS, 8

    def clear(self, stream_tables):
        try:
            self.ask("rollback")
        except ServerGone:
            self.recover()
        for prepared in self.ask("select quote_literal(gid) from pg_prepared_xacts where database = current_database()"):
            self.ask(f"rollback prepared {prepared}")
        self.ask("deallocate all; close all; reset session authorization; reset all")
        self.set_up()
        self.ask("drop schema if exists public cascade")
        self.ask("create schema public; grant usage on schema public to writer")


class TransactionsCase(property_sql.Case):
    cases_for_one_too_large = 6

    def __init__(self, database, choices):
        super().__init__(database, choices)
        self.statements = Statements(choices, self)

    def ask(self, sql):
        return self.database.ask(sql)

    def attempt(self, sql):
        """A statement that may be refused; the SQLSTATE of its error, or None."""
        try:
            self.say(sql)
            return None
        except SqlError as error:
            self.script[-1] += f"; -- {str(error).splitlines()[0][:150]}"
            state = str(error).partition("ERROR:  ")[2][:5]
            if isinstance(error, ServerGone) or state not in REFUSALS:
                raise
            return state

    def played(self):
        for text in (SCHEMA, FUNCTIONS):
            self.script.append(text.strip().removesuffix(";"))
            self.ask(text)
        for trigger in self.choices.some(TRIGGERS, 0) + self.choices.some(DEFERRED_TRIGGERS, 0):
            self.say(trigger)
        for table in SOURCES:
            self.attempt(self.statements.first_rows(table, 2 + self.choices.below(4)))
        self.add_all()
        if wrong := self.anything_wrong("as created"):
            return wrong
        for _ in range(2 + self.choices.below(5)):
            if wrong := self.transaction():
                return wrong
        return None

    def add_all(self):
        sources = dict(SOURCES)
        for number in range(1 + self.choices.below(4)):
            name = f"s{number}"
            if self.choices.rarely(3):
                sql, types = self.choices.one_of(WRITTEN_BY_HAND)
            else:
                query = Generator(self.choices, sources).query()
                sql, types = query.sql, query.types
            text = sql.replace("'", "''")
            mode = self.choices.one_of(MODES)
            if self.attempt(f"select pgtrickle.create_stream_table('{name}', '{text}', refresh_mode => '{mode}')"):
                continue
            self.queries[name] = property_sql.Query(sql, types)
            if all(kind in Generator.groupable for kind in types):
                sources[name] = [(f"c{column}", kind) for column, kind in enumerate(types)]
            if self.choices.rarely(3):
                self.attempt(self.choices.one_of(STORAGE_TRIGGERS).format(name))

    def transaction(self):
        """What is wrong, or None."""
        if self.choices.rarely(4):
            return self.statement(self.statements.alone())
        self.in_transaction = True
        self.say(f"begin isolation level {self.choices.one_of(['read committed', 'read committed', 'repeatable read', 'serializable'])}")
        for _ in range(1 + self.choices.below(7)):
            guarded = self.choices.below(2)
            if guarded:
                self.attempt("savepoint guard")
            state, wrong = self.tried(self.statements.inside())
            if state and guarded:
                self.attempt("rollback to guard")
            if wrong := wrong or self.anything_wrong("in a transaction"):
                return wrong
            if state and not guarded:
                break
        self.in_transaction = False
        return self.ended()

    def ended(self):
        end = self.choices.below(8)
        if end == 7:
            return self.statement("rollback")
        if end == 6 and not self.attempt("prepare transaction 'random'"):
            return self.statement(f"{self.choices.one_of(['commit', 'rollback'])} prepared 'random'")
        return self.statement("commit") or self.anything_wrong("after the commit")

    def tried(self, sql):
        state = self.attempt(sql)
        aborted = state is not None and self.in_transaction
        return state, None if aborted else self.anything_wrong(f"after {sql}")

    def statement(self, sql):
        return self.tried(sql)[1]

    def anything_wrong(self, when):
        """In an aborted transaction nothing can be compared."""
        try:
            rows = self.ask("select pgt_relid || E'\\t' || definition || E'\\t' || refresh_mode || E'\\t' || status || E'\\t' || needs_reinit from pgtrickle.pgt_stream_tables order by pgt_id")
        except SqlError as error:
            if "25P02" in str(error):
                return None
            raise
        for row in rows:
            name, definition, mode, status, needs_reinit = row.split("\t")
            if mode == "DIFFERENTIAL" or needs_reinit == "true" or status != "ACTIVE":
                if self.choices.rarely(3) or self.attempt(f"select pgtrickle.refresh_stream_table('{name}')"):
                    if self.in_transaction:
                        return None
                    continue
            elif self.in_transaction and (mode == "ON COMMIT" or self.is_replicating()) or mode not in ("IMMEDIATE", "ON COMMIT"):
                continue
            if wrong := self.not_equal(name, definition):
                return f"{name}, {mode} {status} {when}: {wrong}"
        return None

    def is_replicating(self):
        """Rows of a session that takes those of others are applied before the commit."""
        last = max(number for number, line in enumerate(self.script) if line.startswith("begin"))
        return any("replica" in line for line in self.script[last:]) or self.ask("show session_replication_role") == ["replica"]

    def not_equal(self, name, definition):
        shown = self.ask(f"""select string_agg(quote_ident(attname) || case when atttypid = 'json'::regtype then '::text' else '' end, ', ' order by attnum) from pg_attribute
            where attrelid = '{definition}'::regclass and attnum > 0 and not attisdropped and attname not like '\\_\\_pgt%'""")[0]
        stored, wanted = f"select {shown} from {name}", f"select {shown} from {definition}"
        return "\n".join(self.ask(f"(select '+', * from ({stored} except all {wanted}) as surplus limit 3) union all "
                                  f"(select '-', * from ({wanted} except all {stored}) as missing limit 3)"))


if __name__ == "__main__":
    sys.exit(property_sql.run(TransactionsDatabase(Server(sys.argv[1])), TransactionsCase))
