"""The shop: some million order lines, four stream tables in a chain, two clients that write all the time."""

import pathlib
import subprocess
import time

from console import BOLD, PLAIN, Failed, heading, say

HERE = pathlib.Path(__file__).resolve().parent
CHAIN = ["product_days", "category_days", "category_months", "shop_board"]
LINES_PER_ORDER = 4
RATE = 600  # transactions of each client in a second, in bursts as chance has it


class Shop:
    """`lines` order lines to begin with, and `seconds` of writing."""

    def __init__(self, database, pgbench, lines, seconds):
        self.database, self.pgbench, self.lines, self.seconds = database, pgbench, lines, seconds
        self.orders = max(lines // LINES_PER_ORDER, 1)
        self.products = min(2000, max(self.orders // 10, 20))

    def play(self):
        self.fill()
        self.create()
        views = self.compare()
        self.write()
        self.report(views)
        self.prove()

    def fill(self):
        heading(f"A shop with {self.lines:,} order lines")
        took = self._timed(lambda: self.database.run_file(HERE / "shop.sql", lines=self.lines, orders=self.orders,
                                                          products=self.products, next_order=self.orders + 1))
        say(f"made in {took:.0f} s: {self.orders:,} orders, {self.products:,} products, 40 categories, 180 days")

    def create(self):
        heading("Four stream tables: products by day, categories by day, categories by month, the board")
        say((HERE / "shop_stream_tables.sql").read_text().strip())
        took = self._timed(lambda: self.database.run_file(HERE / "shop_stream_tables.sql"))
        say(f"\ncreated and filled in {took:.1f} s")

    def compare(self):
        """Seconds that REFRESH MATERIALIZED VIEW takes for each of the same queries."""
        heading("The same as materialized views: what REFRESH costs, however little has changed")
        for name in CHAIN:
            self.database.psql("-q", "-c", f"CREATE MATERIALIZED VIEW {name}_view AS {self._query(name)}")
        took = {name: self.database.timed(f"REFRESH MATERIALIZED VIEW {name}_view") for name in CHAIN}
        for name, seconds in took.items():
            say(f"  {name:16} {seconds * 1000:9.1f} ms")
        return took

    def write(self):
        heading(f"Two clients write for {self.seconds} s: new orders, corrections, cancellations, products that move")
        since = self.database.value("SELECT coalesce(max(refresh_id), 0) FROM pgtrickle.pgt_refresh_history")
        self.since = int(since)
        clients = [self._client("burst_orders.sql"), self._client("burst_corrections.sql")]
        say(f"  {'second':>6}  {'changed rows applied':>22}  {'refreshes of the chain':>23}  {'the board is':>15}")
        start = time.monotonic()
        while any(client.poll() is None for client in clients):
            time.sleep(1)
            self._progress(time.monotonic() - start)
        for client in clients:
            if client.returncode != 0:
                raise Failed(client.stderr.read())
        say(f"both stop; everything is applied {self.database.wait_until_fresh() * 1000:.0f} ms later")

    def report(self, views):
        heading("What a refresh took")
        say(f"  {'':16} {'refreshes':>9} {'changes each':>13} {'median':>12} {'slowest':>12} {'REFRESH':>12} {'times less':>11}")
        for name in CHAIN:
            count, changes, median, slowest = self._measured(name)
            less = views[name] * 1000 / max(float(median), 0.001)
            say(f"  {name:16} {count:>9} {float(changes):>13,.0f} {float(median):>9.1f} ms {float(slowest):>9.1f} ms "
                f"{views[name] * 1000:>9.1f} ms {less:>10,.0f}x")

    def prove(self):
        heading("Equal to the queries, row by row")
        for name in CHAIN:
            differing, rows = self.database.rows(
                f"WITH stored AS MATERIALIZED (SELECT {self._columns(name)} FROM {name}), asked AS MATERIALIZED ({self._query(name)})"
                " SELECT (SELECT count(*) FROM (TABLE stored EXCEPT ALL TABLE asked) a)"
                " + (SELECT count(*) FROM (TABLE asked EXCEPT ALL TABLE stored) b), (SELECT count(*) FROM stored)")[0]
            if differing != "0":
                raise Failed(f"{name} differs from its query in {differing} rows")
            say(f"  {name:16} {int(rows):>10,} rows, none missing, none too many")
        say(f"\n{BOLD}The board{PLAIN}\n" + self.database.table("SELECT month, revenue, units, lines, best_category FROM shop_board ORDER BY month"))

    def _client(self, script):
        return subprocess.Popen(
            [self.pgbench, "--no-vacuum", "--client=1", f"--time={self.seconds}", f"--rate={RATE}", f"--define=orders={self.orders}",
             f"--define=products={self.products}", f"--file={HERE / script}"],
            env=self.database.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def _progress(self, second):
        taken, refreshes, age = self.database.rows(
            "SELECT coalesce(sum(delta_row_count) FILTER (WHERE pgt_name = 'product_days'), 0),"
            " count(*) FILTER (WHERE pgt_name = 'shop_board'), round((pgtrickle.get_staleness('shop_board') * 1000)::numeric)"
            " FROM pgtrickle.pgt_refresh_history JOIN pgtrickle.pgt_stream_tables USING (pgt_id)"
            f" WHERE refresh_id > {self.since}")[0]
        say(f"  {second:>6.0f}  {int(taken):>22,}  {refreshes:>23}  {age:>8} ms old")

    def _measured(self, name):
        return self.database.rows(
            "SELECT count(*), avg(delta_row_count),"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY read_ms + plan_ms + apply_ms), max(read_ms + plan_ms + apply_ms)"
            " FROM pgtrickle.pgt_refresh_history JOIN pgtrickle.pgt_stream_tables USING (pgt_id)"
            f" WHERE refresh_id > {self.since} AND pgt_name = '{name}'")[0]

    def _query(self, name):
        query = self.database.value(f"SELECT defining_query FROM pgtrickle.pgt_stream_tables WHERE pgt_name = '{name}'")
        return query.strip().rstrip(";")

    def _columns(self, name):
        """The columns of the query, without those that the stream table keeps for itself."""
        return self.database.value(
            f"SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '{name}'::regclass"
            " AND attnum > 0 AND NOT attisdropped AND NOT starts_with(attname, '__pgt_')")

    @staticmethod
    def _timed(work):
        start = time.monotonic()
        work()
        return time.monotonic() - start
