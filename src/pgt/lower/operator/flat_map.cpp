#include <pgt/lower/operator/flat_map.hpp>

#include <pgt/lower/piece/column_name.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {
using flat_map = dbsp::op::flat_map<expansion>;

/// f1, f2, ...: where types are asked for, c1, c2, ... are the columns of the row.
std::vector<sql::text> function_columns(std::size_t width) {
    std::vector<sql::text> result;
    for (std::size_t i = 1; i <= width; ++i) { result.push_back(sql::build("f{}", i)); }
    return result;
}

/// `LATERAL f(...) AS t1 (c1, ...)`.
sql::text called(const expansion& fn, const std::vector<sql::text>& columns, const sql::text& name) {
    auto const lateral = fn.reads_columns() ? sql::build("LATERAL ") : sql::text();
    return sql::build("{}{} AS {} ({})", lateral, fn.print(columns), name,
                      sql::join(detail::plain_columns(fn.width()), ", "));
}
} // namespace

row_type lowering_traits<flat_map>::types(typing& t, const use<flat_map>& u) {
    auto const& in = t.of(u.input(0));
    auto const& fn = u.op.fn;
    auto result = in;
    result.resize(in.size() + fn.width());
    std::vector<std::size_t> unknown(fn.width());
    std::iota(unknown.begin(), unknown.end(), in.size());
    auto const columns = function_columns(fn.width());
    t.ask(
        result, unknown, in,
        [&](std::size_t i, const auto&) { return sql::build("f.{}", columns[i - in.size()]); },
        [&](const auto& names) {
            return sql::build(", LATERAL {} AS f ({})", fn.print(names), sql::join(columns, ", "));
        });
    if (fn.made().ordinality && !fn.made().keeps_rows) { result.back().nullable = false; }
    return result;
}

/// A row and the number of one that functions make of it are a key.
std::vector<column_set> lowering_traits<flat_map>::keys(key_finder& f, const use<flat_map>& u) {
    auto keys = f.of(u.input(0));
    const auto& made = u.op.fn.made();
    if (made.gives_one_row) { return keys; }
    if (!made.ordinality) { return {}; }
    auto const number = f.width_of(u.input(0)) + u.op.fn.width() - 1;
    for (auto& key : keys) { key.insert(number); }
    return keys;
}

std::vector<sql::text> lowering_traits<flat_map>::names(column_names& n, const use<flat_map>& u) {
    auto names = n.of(u.input(0));
    std::ranges::transform(u.op.fn.made().columns, std::back_inserter(names), sql::from_server);
    return names;
}

column_origins lowering_traits<flat_map>::origins(origin_finder& f, const use<flat_map>& u) {
    auto result = f.of(u.input(0));
    result.resize(result.size() + u.op.fn.width());
    return result;
}

block lowering_traits<flat_map>::sql(relational& r, const use<flat_map>& u) {
    auto in = r.lower(u.input(0));
    const auto& fn = u.op.fn;
    bool const is_outer = fn.made().keeps_rows;
    if (is_outer && in.from.size() != 1) { in = r.closed(in); }
    auto const t = r.alias();
    auto const call = called(fn, in.texts(), t);
    for (std::size_t i = 0; i < fn.width(); ++i) {
        in.columns.push_back({sql::build("{}.{}", t, column_name(i)), true});
    }
    if (!is_outer) {
        in.from.push_back(call);
        return in;
    }
    const auto& condition = fn.made().condition;
    in.from.front() = sql::build("({} LEFT JOIN {} ON {})", in.from.front(), call,
                                 condition ? condition->print(in.texts()) : sql::build("true"));
    return in;
}

} // namespace pgt::lower
