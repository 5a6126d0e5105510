#include <pgt/lower/change/common_types.hpp>

#include <pgt/lower/change/rebuild.hpp>

#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {

bool is_set_operation(const piece& p) {
    return p.is<dbsp::op::plus>() || p.is<dbsp::op::union_distinct>() ||
           p.is<dbsp::op::intersect_distinct>() || p.is<dbsp::op::intersect_all>() ||
           p.is<dbsp::op::except_distinct>() || p.is<dbsp::op::except_all>();
}

/// A type without its modifier, by which PostgreSQL converts no branch.
std::string unmodified(const std::string& type) {
    auto const begin = type.find('(');
    auto const end = type.find(')', begin);
    return end == std::string::npos ? type : type.substr(0, begin) + type.substr(end + 1);
}

/// Whether values of the types are compared, printed and computed with alike: integers of every width, texts of every length.
bool are_alike(const std::string& a, const std::string& b) {
    auto const both_in = [&](const auto& types) {
        return std::ranges::contains(types, a) && std::ranges::contains(types, b);
    };
    static constexpr std::array<std::string_view, 3> integers{"smallint", "integer", "bigint"};
    static constexpr std::array<std::string_view, 2> texts{"character varying", "text"};
    static constexpr std::array<std::string_view, 2> padded{"character", "pg_catalog.bpchar"};
    return a == b || both_in(integers) || both_in(texts) || both_in(padded);
}

bool has_to_be_converted(const bind::type_info& own, const bind::type_info& wanted) {
    if (own.name.empty() || wanted.name.empty()) { return false; }
    return !are_alike(unmodified(own.name), unmodified(wanted.name));
}

expression cast(std::size_t column, const bind::type_info& to) {
    return expression::call(operation::server,
                            {sql::build("CAST("), sql::build(" AS {})", sql::from_server(to.name))},
                            {expression::column(column)});
}

} // namespace

circuit common_types::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit common_types::rebuilt(const circuit& c) {
    const piece here(c);
    auto const over = rebuilt_inputs(here, *this);
    if (!is_set_operation(here)) { return over.changed ? here.rewired(over.inputs) : c; }
    const auto& wanted = types_.of(c);
    auto inputs = over.inputs;
    bool changed = over.changed;
    for (circuit& in : inputs) {
        auto made = converted(in, wanted);
        changed = changed || made.identity() != in.identity();
        in = std::move(made);
    }
    return changed ? here.rewired(inputs) : c;
}

circuit common_types::converted(const circuit& branch, const row_type& wanted) {
    const auto& own = types_.of(branch);
    bool changed = false;
    std::vector<expression> columns;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        bool const differs = i < own.size() && has_to_be_converted(own[i].type, wanted[i].type);
        columns.push_back(differs ? cast(i, wanted[i].type) : expression::column(i));
        changed = changed || differs;
    }
    return changed ? dbsp::map(branch, mapping(std::move(columns))) : branch;
}

} // namespace pgt::lower
