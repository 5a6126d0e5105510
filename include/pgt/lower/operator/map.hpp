/// map: the select list.
///
///     SELECT expression AS c1, ... FROM ...
#pragma once

#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
/// Whether writing the columns of `b` where `list` reads them would repeat long expressions.
inline bool repeats(const block& b, const std::vector<expression>& list) {
    constexpr std::size_t worth_a_subquery = 80;
    std::vector<int> reads(b.columns.size());
    auto const count = [&](const auto& self, const expression& e) -> void {
        if (auto const column = e.as_column()) { ++reads.at(*column); }
        for (const auto& arg : e.args()) { self(self, arg); }
    };
    for (const auto& e : list) { count(count, e); }
    for (std::size_t i = 0; i < reads.size(); ++i) {
        if (reads[i] > 1 && b.columns[i].sql.str().size() > worth_a_subquery) { return true; }
    }
    return false;
}

/// Expressions over the columns of a block.
inline std::vector<output> printed(const block& b, const std::vector<expression>& list) {
    auto const texts = b.texts();
    std::vector<output> result;
    for (const auto& e : list) {
        auto const column = e.as_column();
        result.push_back(column ? b.columns.at(*column) : output{e.print(texts), false});
    }
    return result;
}
inline std::vector<sql::text> texts_of(const block& b, const std::vector<expression>& list) {
    auto const texts = b.texts();
    std::vector<sql::text> result;
    for (const auto& e : list) { result.push_back(e.print(texts)); }
    return result;
}
} // namespace detail

/// The block with other columns.
[[nodiscard]] inline block project(relational& r, block in, const std::vector<expression>& list) {
    if (detail::repeats(in, list)) { in = r.closed(in); }
    in.columns = detail::printed(in, list);
    return in;
}

inline block lower_operator(relational& r, const circuit&,
                            const dbsp::node<dbsp::op::map<mapping>, circuit>& n) {
    auto in = r.lower(std::get<0>(n.in));
    return n.op.fn.is_identity() ? in : project(r, std::move(in), n.op.fn.columns());
}

/// What only the server can expand has no lowering yet: the front end doesn't make it.
inline block lower_operator(relational&, const circuit&,
                            const dbsp::node<dbsp::op::flat_map<expansion>, circuit>& n) {
    throw user_error(sqlstate::feature_not_supported,
                     "the set-returning function " + n.op.fn.label() + " cannot be maintained incrementally");
}

} // namespace pgt::lower
