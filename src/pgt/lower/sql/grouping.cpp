#include <pgt/lower/sql/grouping.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/sql/match.hpp>

#include <algorithm>
#include <cstddef>

namespace pgt::lower {

sql::text call_text(const aggregate_call& call, const std::vector<sql::text>& columns) {
    auto const text = call.call.print(columns);
    return call.filter ? sql::build("{} FILTER (WHERE {})", text, call.filter->print(columns)) : text;
}

sql::text aggregate_text(const aggregate_call& call, const block& rows) {
    return call_text(call, rows.texts());
}

namespace {

/// The key columns of a group, those that show for all that are equal chosen by their image.
std::vector<output> group_columns(const std::vector<sql::text>& key, const row_type& types) {
    bool const plain = std::ranges::all_of(types, looks_equal);
    std::vector<output> result;
    for (const auto& column : key) {
        result.push_back(
            {plain ? column : sql::build("any_value({} ORDER BY {})", column, row_image(key)), false});
    }
    return result;
}

/// What tells groups apart: all of the key but constants, which the server refuses in GROUP BY. A column that the query does not read is
/// NULL here.
std::vector<sql::text> telling_apart(const std::vector<sql::text>& texts, const block& in, const key& by) {
    if (by.is_identity()) { return texts; }
    auto const exists = [&](std::size_t column) { return in.columns.at(column).exists(); };
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (std::ranges::any_of(by.columns()[i].columns(), exists)) { result.push_back(texts[i]); }
    }
    return result;
}

} // namespace

block grouped(relational& r, const block& in, const key& by, const row_type& types,
              const std::vector<sql::text>& more) {
    auto key = detail::key_texts(by, in);
    auto const apart = telling_apart(key, in, by);
    for (std::size_t i = 0; i < key.size(); ++i) {
        bool const is_known = i < types.size() && !types[i].type.name.empty();
        if (is_known && key[i] == sql::build("NULL")) { key[i] = typed_null(types[i].type); }
    }
    block out = in;
    out.columns = group_columns(key, types);
    for (const auto& column : more) { out.columns.push_back({column, false}); }
    // Without a key SQL gives a row for no rows; a circuit doesn't.
    auto const grouping = apart.empty() ? sql::build(" HAVING count(*) > 0")
                                        : sql::build(" GROUP BY {}", sql::join(apart, ", "));
    auto const name = r.alias();
    return reading(sql::build("({}{}) AS {}", select(out), grouping, name), name, shape(out), false);
}

block with_plain_key(relational& r, const block& in, const key& k) {
    auto const is_plain = [&](const expression& e) {
        auto const column = e.as_column();
        return column && in.columns.at(*column).simple;
    };
    auto const is_simple = [](const output& column) { return column.simple || !column.exists(); };
    bool const plain = k.is_identity() ? std::ranges::all_of(in.columns, is_simple)
                                       : std::ranges::all_of(k.columns(), is_plain);
    return plain ? in : r.closed(in);
}

namespace {

/// PostgreSQL computes the sum and the average of the same rows from one state.
bool share_a_state(const aggregate_call& a, const aggregate_call& b) {
    auto const adds_up = [](const aggregate_call& call) {
        return call.kind == aggregate_kind::sum || call.kind == aggregate_kind::avg;
    };
    return adds_up(a) && adds_up(b) && a.filter == b.filter &&
           std::ranges::equal(a.call.args(), b.call.args());
}

bool reads(const aggregate_call& call, std::size_t column) {
    return call.call.columns().contains(column) || (call.filter && call.filter->columns().contains(column));
}

/// How often a row has a column computed, where the calls are written over it.
std::size_t computations(const std::vector<aggregate_call>& calls, std::size_t column) {
    std::vector<aggregate_call> readers;
    for (const auto& call : calls) {
        auto const shares = [&](const aggregate_call& other) { return share_a_state(call, other); };
        if (reads(call, column) && std::ranges::none_of(readers, shares)) { readers.push_back(call); }
    }
    return readers.size();
}

} // namespace

/// OFFSET: the planner would put the expressions in the place of the columns.
block with_shared_arguments(relational& r, const block& in, const std::vector<aggregate_call>& calls) {
    bool repeats = false;
    for (std::size_t i = 0; i < in.columns.size(); ++i) {
        const auto& column = in.columns[i];
        repeats = repeats || (column.exists() && !column.simple && computations(calls, i) > 1);
    }
    if (!repeats) { return in; }
    auto const name = r.alias();
    return reading(sql::build("({} OFFSET 0) AS {}", select(in), name), name, shape(in), in.weighted());
}

} // namespace pgt::lower
