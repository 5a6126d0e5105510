#include <pgt/lower/sql/projection.hpp>

#include <cstddef>

namespace pgt::lower {

namespace {

/// Whether writing the columns of `b` where `list` reads them would repeat long expressions.
bool repeats(const block& b, const std::vector<expression>& list) {
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
std::vector<output> printed(const block& b, const std::vector<expression>& list) {
    auto const texts = b.texts();
    std::vector<output> result;
    for (const auto& e : list) {
        auto const column = e.as_column();
        result.push_back(column ? b.columns.at(*column) : output{e.print(texts), false});
    }
    return result;
}

} // namespace

block project(relational& r, block in, const std::vector<expression>& list) {
    if (repeats(in, list)) { in = r.closed(in); }
    in.columns = printed(in, list);
    return in;
}

std::vector<sql::text> texts_of(const block& b, const std::vector<expression>& list) {
    auto const texts = b.texts();
    std::vector<sql::text> result;
    for (const auto& e : list) { result.push_back(e.print(texts)); }
    return result;
}

} // namespace pgt::lower
