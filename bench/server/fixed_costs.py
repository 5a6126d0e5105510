"""What a refresh costs when there is nothing to do, and the first one of a backend."""

import statistics

from session import Session

EMPTY = """
do $$
declare
    started timestamptz;
begin
    for round in 1..1000 loop
        started := clock_timestamp();
        perform pgtrickle.refresh_stream_table('st_cost');
        commit;
        insert into sample values ('nothing', 0, 'extension', extract(epoch from clock_timestamp() - started) * 1000);
        commit;
    end loop;
end
$$"""

FIRST = """
do $$
declare
    started timestamptz := clock_timestamp();
begin
    perform pgtrickle.refresh_stream_table('st_cost');
    commit;
    insert into sample values ('cold', 1, 'extension', extract(epoch from clock_timestamp() - started) * 1000);
end
$$"""


def run(server, rounds):
    session = Session(server, "bench")
    session.ask("select pgtrickle.create_stream_table('st_cost', 'select dim, count(*) as n, sum(amount) as total from fact group by dim', "
                "refresh_mode => 'DIFFERENTIAL')")
    session.ask(EMPTY)
    for _ in range(rounds):
        session.ask("update fact set amount = amount + 1 where id = 5")
        other = Session(server, "bench")
        other.ask(FIRST)
        other.close()
    print("\n## Server: fixed costs\n\n| what | µs, median (least–most) |\n| --- | ---: |")
    for scenario, title in (("nothing", "refresh with nothing to do, warm"), ("cold", "first refresh of a backend, one changed row")):
        values = [float(ms) * 1000 for ms in session.ask(f"select ms from sample where scenario = '{scenario}'")]
        print(f"| {title} | {statistics.median(values):.3g} ({min(values):.3g}–{max(values):.3g}) |", flush=True)
    session.ask("select pgtrickle.drop_stream_table('st_cost')")
    session.close()
