/// For random queries and changes, four results agree: the evaluator's, the sum of what the evaluator gives incrementally, what
/// PostgreSQL answers to the query, and what the stream table holds.
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/merge.hpp>

#include <dbsp/dbsp.hpp>

#include "four_way/database.hpp"
#include "property/pgt/support/query_generator.hpp"
#include "property/pgt/support/unnest_facts.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <functional>
#include <string>

namespace pgt::test {

namespace {
sql::text table_name(const table& t) { return sql::build("public.{}", sql::ident{t.name}); }
sql::text column_name(std::size_t i) { return sql::build("{}", sql::ident{"c " + std::to_string(i)}); }

sql::text literal(const value& v) {
    if (!v) { return sql::build("NULL"); }
    if (const auto* number = std::get_if<std::int64_t>(&*v)) { return sql::build("({})", *number); }
    return sql::build("{}", sql::literal{std::get<std::string>(*v)});
}

std::optional<std::string> as_text(const value& v) {
    if (!v) { return std::nullopt; }
    if (const auto* truth = std::get_if<bool>(&*v)) { return *truth ? "t" : "f"; }
    if (const auto* number = std::get_if<std::int64_t>(&*v)) { return std::to_string(*number); }
    return std::get<std::string>(*v);
}
text_rows as_text(const bag& rows) {
    text_rows result;
    for (const auto& [columns, weight] : rows) {
        text_row text;
        for (const auto& v : columns) { text.push_back(as_text(v)); }
        result[text] += static_cast<std::int64_t>(weight);
    }
    return result;
}

void create(database& server, const table& t) {
    std::vector<sql::text> columns;
    for (std::size_t i = 0; i < t.columns.size(); ++i) {
        auto const type = t.columns[i] == kind::integer ? sql::build("bigint") : sql::build("text");
        columns.push_back(sql::build("{} {}{}", column_name(i), type,
                                     t.key && i == 0 ? sql::build(" PRIMARY KEY") : sql::text()));
    }
    server.run(sql::build("DROP TABLE IF EXISTS {} CASCADE", table_name(t)));
    server.run(sql::build("CREATE TABLE {} ({})", table_name(t), sql::join(columns, ", ")));
}

sql::text one_like(const table& t, const row& columns) {
    std::vector<sql::text> conditions;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        conditions.push_back(sql::build("{} IS NOT DISTINCT FROM {}", column_name(i), literal(columns[i])));
    }
    return sql::build("ctid = (SELECT ctid FROM {} WHERE {} LIMIT 1)", table_name(t),
                      sql::join(conditions, " AND "));
}
sql::text insertion(const table& t, const row& columns) {
    return sql::build("INSERT INTO {} VALUES ({})", table_name(t),
                      sql::join(columns, ", ", [](const value& v) { return literal(v); }));
}
sql::text deletion(const table& t, const row& columns) {
    return sql::build("DELETE FROM {} WHERE {}", table_name(t), one_like(t, columns));
}
sql::text replacement(const table& t, const row& from, const row& to) {
    std::vector<sql::text> set;
    for (std::size_t i = 0; i < to.size(); ++i) {
        set.push_back(sql::build("{} = {}", column_name(i), literal(to[i])));
    }
    return sql::build("UPDATE {} SET {} WHERE {}", table_name(t), sql::join(set, ", "), one_like(t, from));
}

/// The single rows of a change: those that go, and those that come.
struct single_rows {
    std::vector<row> gone;
    std::vector<row> come;

    explicit single_rows(const bag& change) {
        for (const auto& [columns, weight] : change) {
            auto const times = static_cast<std::int64_t>(weight);
            auto& list = times < 0 ? gone : come;
            list.insert(list.end(), static_cast<std::size_t>(std::abs(times)), columns);
        }
    }
};

/// Runs a statement that changes something.
using statement_runner = std::function<void(const sql::text& statement)>;

/// Writes a change: rows that go and come together as updates, the rest as deletions and insertions.
void write(const statement_runner& run, const table& t, const bag& change) {
    single_rows rows(change);
    while (!rows.gone.empty() && !rows.come.empty() && !t.key) {
        run(replacement(t, rows.gone.back(), rows.come.back()));
        rows.gone.pop_back();
        rows.come.pop_back();
    }
    for (const auto& columns : rows.gone) { run(deletion(t, columns)); }
    for (const auto& columns : rows.come) { run(insertion(t, columns)); }
}

/// Writes changes in one transaction, with something rolled back on the way.
void write_all(const statement_runner& run, const std::vector<table>& all, const std::vector<bag>& changes,
               bool disturbed) {
    run(sql::build("BEGIN"));
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (disturbed) {
            run(sql::build("SAVEPOINT undone"));
            run(sql::build("DELETE FROM {}", table_name(all[i])));
            run(sql::build("ROLLBACK TO undone"));
        }
        write(run, all[i], changes[i]);
    }
    run(sql::build("COMMIT"));
}

sql::text text_of(const bind::query& query, database& server) {
    server_types const types(server);
    lower::typing typing(query, types);
    lower::relational r(query, typing);
    auto const rows = r.unweighted(query.root);
    return sql::build("{}{}", lower::apply::with_clause(r.with_list()), lower::select(rows));
}

/// The one row without columns that subqueries may be joined with.
template <class Machine> void push_unit(Machine& machine) {
    bag unit;
    unit.add(row(), 1);
    try {
        machine.template input<row>(bind::unit_source).push(unit);
    } catch (const dbsp::circuit_error&) {} // the circuit doesn't read it
}

bag full(const circuit& c, const std::vector<bag>& tables) {
    dbsp::evaluator machine(c);
    push_unit(machine);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        try {
            machine.input<row>("s" + std::to_string(i)).push(tables[i]);
        } catch (const dbsp::circuit_error&) {} // the circuit doesn't read it
    }
    return machine.step();
}

sql::text creation(const sql::text& query, const std::string& mode, const std::string& row_errors) {
    return sql::build("pgtrickle.create_stream_table({}, {}, refresh_mode => {}, row_errors => {})",
                      sql::literal{"public.st"}, sql::literal{query.str()}, sql::literal{mode},
                      sql::literal{row_errors});
}

/// Some queries cannot leave rows out: these stop at errors.
sql::text creation_with_quarantine(const sql::text& query, const std::string& mode) {
    return sql::build("DO $four_way$ BEGIN PERFORM {}; EXCEPTION WHEN feature_not_supported THEN PERFORM {}; "
                      "END $four_way$",
                      creation(query, mode, "quarantine"), creation(query, mode, "stop"));
}

/// A query under upkeep, by each of the four ways.
class upkeep {
  public:
    upkeep(database& server, const typed& q, const std::vector<table>& all, const std::string& mode,
           bool quarantines)
        : server_(server),
          mode_(mode),
          quarantines_(quarantines),
          query_{q.rows, {}, {}},
          all_(all),
          incremental_(dbsp::incrementalize(q.rows)) {
        for (std::size_t i = 0; i < all.size(); ++i) { query_.sources.push_back(source_of(all[i], i)); }
        text_ = text_of(query_, server);
        states_.resize(all.size());
        push_unit(incremental_);
    }

    void start(const std::vector<bag>& rows) {
        change(rows, false);
        server_.run(quarantines_ ? creation_with_quarantine(text_, mode_)
                                 : sql::build("SELECT {}", creation(text_, mode_, "stop")));
        is_created_ = true;
        check();
    }
    void round(const std::vector<bag>& changes, bool disturbed) {
        change(changes, disturbed);
        if (is_immediate()) { return check(); }
        server_.run(sql::build("SELECT pgtrickle.refresh_stream_table({})", sql::literal{"public.st"}));
        check();
        // No refresh may have recomputed the table silently.
        RC_ASSERT(server_
                      .query(sql::build(
                          "SELECT action FROM pgtrickle.pgt_refresh_history WHERE initiated_by <> {} "
                          "AND action NOT IN ({}, {})",
                          sql::literal{"INITIAL"}, sql::literal{"DIFFERENTIAL"}, sql::literal{"NO_DATA"}))
                      .empty());
    }
    void drop() {
        server_.run(sql::build("SELECT pgtrickle.drop_stream_table({})", sql::literal{"public.st"}));
    }
    [[nodiscard]] const std::vector<bag>& states() const { return states_; }

  private:
    [[nodiscard]] bool is_immediate() const { return mode_ == "IMMEDIATE"; }

    /// In mode IMMEDIATE the stream table is equal to its query after every statement, also inside a transaction.
    void run(const sql::text& statement) {
        server_.run(statement);
        if (!is_immediate() || !is_created_) { return; }
        RC_LOG() << text_.str() << "\nafter " << statement.str() << '\n';
        RC_ASSERT(stored() == server_.query(text_));
    }
    void change(const std::vector<bag>& changes, bool disturbed) {
        write_all([this](const sql::text& statement) { run(statement); }, all_, changes, disturbed);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            states_[i] = states_[i] + changes[i];
            try {
                incremental_.input<row>("s" + std::to_string(i)).push(changes[i]);
            } catch (const dbsp::circuit_error&) {} // the circuit doesn't read it
        }
        sum_ = sum_ + incremental_.step();
    }
    void check() {
        RC_LOG() << text_.str() << '\n';
        auto const expected = as_text(full(query_.root, states_));
        RC_ASSERT(as_text(sum_) == expected);
        RC_ASSERT(server_.query(text_) == expected);
        RC_ASSERT(stored() == expected);
    }
    [[nodiscard]] text_rows stored() {
        std::vector<sql::text> columns;
        for (std::size_t i = 0; i < width(); ++i) { columns.push_back(lower::column_name(i)); }
        return server_.query(sql::build("SELECT {} FROM public.st", sql::join(columns, ", ")));
    }
    [[nodiscard]] std::size_t width() {
        server_types const types(server_);
        return lower::typing(query_, types).of(query_.root).size();
    }

    database& server_;
    std::string mode_;
    bool quarantines_; ///< it leaves out rows that raise errors; none does
    bool is_created_ = false;
    bind::query query_;
    const std::vector<table>& all_;
    dbsp::evaluator<circuit> incremental_;
    sql::text text_;
    std::vector<bag> states_;
    bag sum_;
};

std::vector<bag> random_changes(const std::vector<table>& all, const std::vector<bag>& now) {
    std::vector<bag> result;
    for (std::size_t i = 0; i < all.size(); ++i) {
        result.push_back(
            *rc::gen::weightedOneOf<bag>({{1, rc::gen::just(bag())}, {2, random_change(all[i], now[i])}}));
    }
    return result;
}

/// The rows of a table, each joined with its rows of a random subquery: LATERAL, EXISTS or NOT EXISTS.
typed correlated_query(int depth) {
    auto const subquery = *random_query(depth);
    auto const outer = tables().at(outer_table);
    std::vector<expression> columns;
    for (std::size_t i = 0; i < outer.columns.size(); ++i) { columns.push_back(expression::column(i)); }
    table_facts const facts;
    unnest::known_domains domains;
    unnest::unnester const unnester(facts, domains, bind::unit_source,
                                    {dbsp::source<circuit>(outer_leaf), outer_leaf, columns.size(), columns});
    auto const form = *dbsp::test::below(4);
    auto kinds = outer.columns;
    if (form == 0) { return {unnester.semijoined(subquery.rows, {}), kinds}; }
    if (form == 1) { return {unnester.antijoined(subquery.rows, {}), kinds}; }
    kinds.insert(kinds.end(), subquery.columns.begin(), subquery.columns.end());
    return {form == 2 ? unnester.joined(subquery.rows, {}) : unnester.left_joined(subquery.rows, {}), kinds};
}

void make_empty(database& server, const std::vector<table>& all) {
    for (const auto& t : all) { server.run(sql::build("DELETE FROM {}", table_name(t))); }
    server.run(sql::build(
        "SELECT pgtrickle.drop_stream_table({}) FROM pgtrickle.pgt_stream_tables WHERE pgt_name = {}",
        sql::literal{"public.st"}, sql::literal{"st"}));
}

/// A stream table over random data, changed and refreshed for some rounds.
void follow(upkeep followed, const std::vector<table>& all) {
    followed.start(random_changes(all, followed.states()));
    for (int round = *dbsp::test::below(4); round >= 0; --round) {
        followed.round(random_changes(all, followed.states()), *rc::gen::arbitrary<bool>());
    }
    followed.drop();
}

void keep_up(database& server, const std::vector<table>& all, const std::string& mode = "DIFFERENTIAL",
             bool quarantines = false) {
    make_empty(server, all);
    auto const depth = *dbsp::test::below(4);
    bool const is_correlated = *dbsp::test::below(3) == 2;
    auto const q = is_correlated ? correlated_query(depth) : *random_query(depth);
    follow(upkeep(server, q, all, mode, quarantines), all);
}
} // namespace

TEST_CASE("stream table: four ways to a result agree", "[server][four_way]") {
    database server;
    auto const all = tables();
    for (const auto& t : all) { create(server, t); }
    rc::prop("evaluator full = evaluator incremental = PostgreSQL = stream table",
             [&] { keep_up(server, all); });
}

TEST_CASE("stream table: four ways agree after every statement in mode IMMEDIATE", "[server][four_way]") {
    database server;
    auto const all = tables();
    for (const auto& t : all) { create(server, t); }
    rc::prop("the same, within transactions and after savepoints are rolled back",
             [&] { keep_up(server, all, "IMMEDIATE"); });
}

TEST_CASE("stream table: four ways agree where rows that raise errors would be left out",
          "[server][four_way]") {
    database server;
    auto const all = tables();
    for (const auto& t : all) { create(server, t); }
    rc::prop("the same, with a filter below each operator that may fail",
             [&] { keep_up(server, all, "DIFFERENTIAL", true); });
}

TEST_CASE("stream table: four ways agree on windows in an order that an index may have",
          "[server][four_way]") {
    database server;
    auto const all = tables();
    for (const auto& t : all) { create(server, t); }
    rc::prop("the same, by a refresh or after every statement", [&] {
        make_empty(server, all);
        std::string const mode = *rc::gen::element("DIFFERENTIAL", "IMMEDIATE");
        follow(upkeep(server, *random_ordered_query(), all, mode, false), all);
    });
}

/// A build with PGT_CRASH_POINTS cuts plans where `pgt_test.cuts` says.
TEST_CASE("stream table: four ways agree when its plan is cut at random nodes", "[server][four_way]") {
    database server;
    auto const all = tables();
    for (const auto& t : all) { create(server, t); }
    rc::prop("the same, with one, two or five states", [&] {
        auto const cuts =
            std::to_string(*rc::gen::element(1, 2, 5)) + ":" + std::to_string(*rc::gen::inRange(1, 1000));
        RC_LOG() << "pgt_test.cuts " << cuts << '\n';
        server.run(sql::build("SET pgt_test.cuts = {}", sql::literal{cuts}));
        keep_up(server, all);
    });
}

} // namespace pgt::test
