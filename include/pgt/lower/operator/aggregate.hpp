/// aggregate: GROUP BY.
///
///     SELECT key, ..., sum(x) FILTER (WHERE ...), ... FROM ... GROUP BY key, ...
///
/// Rows that count more or less than once are brought together and repeated first, so that every aggregate PostgreSQL has, and every
/// one a user makes, gives what it gives there.
#pragma once

#include <pgt/lower/operator/join.hpp>
#include <pgt/lower/relational.hpp>

namespace pgt::lower {

/// An aggregate over columns.
[[nodiscard]] inline sql::text call_text(const aggregate_call& call, const std::vector<sql::text>& columns) {
    auto const text = call.call.print(columns);
    return call.filter ? sql::build("{} FILTER (WHERE {})", text, call.filter->print(columns)) : text;
}
/// An aggregate of the rows of a block.
[[nodiscard]] inline sql::text aggregate_text(const aggregate_call& call, const block& rows) {
    return call_text(call, rows.texts());
}

namespace detail {
/// The key columns of a group, those that show for all that are equal chosen by their image.
inline std::vector<output> group_columns(const std::vector<sql::text>& key, const row_type& types) {
    bool const plain = std::ranges::all_of(types, looks_equal);
    std::vector<output> result;
    for (const auto& column : key) {
        result.push_back(
            {plain ? column : sql::build("any_value({} ORDER BY {})", column, row_image(key)), false});
    }
    return result;
}
} // namespace detail

/// The groups of a block whose rows count once: `key` columns first, then `more`, which may use aggregates.
[[nodiscard]] inline block grouped(relational& r, const block& in, const std::vector<sql::text>& key,
                                   const row_type& types, const std::vector<sql::text>& more) {
    block out = in;
    out.columns = detail::group_columns(key, types);
    for (const auto& column : more) { out.columns.push_back({column, false}); }
    // Without a key SQL gives a row for no rows; a circuit doesn't.
    auto const grouping =
        key.empty() ? sql::build(" HAVING count(*) > 0") : sql::build(" GROUP BY {}", sql::join(key, ", "));
    auto const name = r.alias();
    return reading(sql::build("({}{}) AS {}", select(out), grouping, name), name, shape(out), false);
}

namespace detail {
/// The block with its key as plain columns: a constant in GROUP BY would be taken for the number of a column.
inline block with_plain_key(relational& r, const block& in, const key& k) {
    bool const plain = std::ranges::all_of(k.columns(), [&](const expression& e) {
        auto const column = e.as_column();
        return column && in.columns.at(*column).simple;
    });
    return plain ? in : r.closed(in);
}
} // namespace detail

inline block lower_operator(relational& r, const circuit&,
                            const dbsp::node<dbsp::op::aggregate<key, group_function>, circuit>& n) {
    auto const& rows = std::get<0>(n.in);
    auto const in = detail::with_plain_key(r, r.unweighted(rows), n.op.key);
    std::vector<sql::text> calls;
    for (const auto& call : n.op.fn.calls()) { calls.push_back(aggregate_text(call, in)); }
    return grouped(r, in, detail::key_texts(n.op.key, in), detail::key_types(r, n.op.key, rows, in), calls);
}

template <class Op>
    requires detail::is_a<Op, dbsp::op::top_k> || detail::is_a<Op, dbsp::op::group_transform>
block lower_operator(relational&, const circuit&, const dbsp::node<Op, circuit>&) {
    throw user_error(sqlstate::feature_not_supported,
                     std::string(Op::name) + " cannot be maintained incrementally yet");
}

} // namespace pgt::lower
