/// The rows that stream tables leave out because their expressions raise errors.
#include "catalog/session.hpp"
#include "catalog/states.hpp"
#include "catalog/store.hpp"
#include "definition/definition.hpp"
#include "definition/recipe.hpp"
#include "definition/scope.hpp"
#include "lifecycle/row_limit.hpp"
#include "pg/access/lookup.hpp"
#include "pg/value/function.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// Expressions, SQLSTATE, message, values.
using quarantined_row =
    std::tuple<std::string, std::optional<std::string>, std::optional<std::string>, pg::json>;

/// How many pairs of names and values one call of a function takes.
constexpr std::size_t most_pairs = 40;

sql::text column(const stage::stage& state, std::size_t i) {
    return sql::build("s.{}", sql::ident{state.columns.at(i).name});
}

/// The error is asked for again: its message is not stored, since it depends on the language of messages.
sql::text error_in(const stage::stage& state) {
    sql::text values;
    for (const std::size_t i : state.failing->values) {
        values = sql::build("{}, {}", values, column(state, i));
    }
    return sql::build("pgtrickle.error_of({}{})", sql::literal{state.failing->computation.str()}, values);
}

/// An object of all columns by their names.
sql::text values_of(const stage::stage& state) {
    std::vector<sql::text> objects;
    const std::size_t count = state.columns.size();
    for (std::size_t first = 0; first < count; first += most_pairs) {
        std::vector<sql::text> pairs;
        for (std::size_t i = first; i < std::min(first + most_pairs, count); ++i) {
            pairs.push_back(sql::build("{}, {}", sql::literal{state.failing->names.at(i)}, column(state, i)));
        }
        objects.push_back(sql::build("pg_catalog.jsonb_build_object({})", sql::join(pairs, ", ")));
    }
    return sql::join(objects, " || ");
}

void add_rows(std::vector<quarantined_row>& to, const stage::stage& state, std::size_t most) {
    const pg::spi session;
    const pg::result rows =
        session.run(sql::build("select e.error, {} from {} as s cross join lateral (select {}) as e (error)",
                               values_of(state), state.table.sql(), error_in(state)),
                    {.read_only = false, .limit = static_cast<long>(most - to.size())});
    for (auto& [error, values] : rows.all<std::optional<std::string>, pg::json>()) {
        const auto part = [&](std::size_t from, std::size_t count) {
            return error ? std::optional(error->substr(from, count)) : std::nullopt;
        };
        to.emplace_back(state.failing->expressions, part(0, 5), part(6, std::string::npos),
                        std::move(values));
    }
}

/// Rows are shown to the owner of the stream table alone, and computed with his rights.
std::vector<quarantined_row> quarantined_rows(const std::string& name, std::int32_t max_rows) {
    (void)require_max_rows(max_rows, 1);
    const stream_table table = require_own_stream_table(name);
    std::vector<quarantined_row> result;
    if (table.quarantine_states == 0) { return result; }
    const owner_scope scope(table);
    const recipe how = make_recipe(read_definition(table.definition), table.mode, target_of(table));
    const auto most = static_cast<std::size_t>(max_rows);
    for (const stage::stage& one : how.plan.stages) {
        if (one.failing && result.size() < most) { add_rows(result, one, most); }
    }
    return result;
}

std::optional<std::int64_t> quarantined_row_count(pg::oid stream_table) {
    const auto found = find_stream_table(stream_table);
    if (!found || !found->quarantines() || !pg::may_see_statistics(stream_table)) { return std::nullopt; }
    const std::vector<pg::oid> states = states_of(found->id);
    const auto own = std::min(states.size(), static_cast<std::size_t>(found->quarantine_states));
    std::int64_t rows = 0;
    const catalog_session session;
    for (std::size_t i = states.size() - own; i < states.size(); ++i) {
        const auto name = pg::name_of_relation(states[i]);
        if (!name) { continue; } // dropped meanwhile
        rows += session.sql()
                    .run(sql::build("select count(*) from {}", name->sql()))
                    .value<std::int64_t>()
                    .value();
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_quarantined_rows, quarantined_rows);
PGT_SQL_FUNCTION(pgtrickle_quarantined_row_count, quarantined_row_count);
