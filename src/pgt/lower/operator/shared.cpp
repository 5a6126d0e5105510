#include <pgt/lower/operator/shared.hpp>

#include <algorithm>
#include <iterator>

namespace pgt::lower {

namespace {
row_type nullable_if(bool is_missing, row_type in) {
    for (auto& column : in) { column.nullable = column.nullable || is_missing; }
    return in;
}
} // namespace

namespace detail {

row_type types_of_pair(typing& t, const piece& p, missing sides) {
    auto a = nullable_if(sides == missing::left || sides == missing::both, t.of(p.input(0)));
    auto const b = nullable_if(sides == missing::right || sides == missing::both, t.of(p.input(1)));
    auto const& pair = *p.pairs();
    if (pair.is_first()) { return a; }
    a.insert(a.end(), b.begin(), b.end());
    return t.of_expressions(pair.columns(), a);
}

std::vector<sql::text> names_of_pair(column_names& n, const piece& p) {
    auto names = n.of(p.input(0));
    if (p.pairs()->is_first()) { return names; }
    std::ranges::copy(n.of(p.input(1)), std::back_inserter(names));
    return printed_names(p.pairs()->columns(), names);
}

column_origins origins_of_pair(origin_finder& f, const piece& p) {
    auto both = f.of(p.input(0));
    if (p.pairs()->is_first()) { return both; }
    std::ranges::copy(f.of(p.input(1)), std::back_inserter(both));
    return origin_finder::picked(p.pairs()->columns(), both);
}

std::vector<column_set> keys_of_join(key_finder& f, const piece& p, missing sides) {
    padding const padded{.left = sides == missing::left || sides == missing::both,
                         .right = sides == missing::right || sides == missing::both};
    return f.of_join(*p.match(), *p.pairs(), p.input(0), p.input(1), padded);
}

} // namespace detail

} // namespace pgt::lower
