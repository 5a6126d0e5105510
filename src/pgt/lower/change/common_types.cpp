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

/// Whether the names are those of one type, without modifiers.
bool are_one_type(const std::string& a, const std::string& b) {
    static constexpr std::array<std::string_view, 2> padded{"character", "pg_catalog.bpchar"};
    return a == b || (std::ranges::contains(padded, a) && std::ranges::contains(padded, b));
}

bool differs_in_type(const bind::type_info& own, const bind::type_info& wanted) {
    if (own.name.empty() || wanted.name.empty()) { return false; }
    return !are_one_type(unmodified(own.name), unmodified(wanted.name));
}

/// A common collation without a name is that of the type, or none: values of two collations can be shown, and not compared.
bool differs_in_collation(const bind::type_info& own, const bind::type_info& wanted) {
    return !own.name.empty() && !wanted.collation.empty() && own.collation != wanted.collation;
}

expression cast(const expression& value, const bind::type_info& to) {
    return expression::call(operation::server,
                            {sql::build("CAST("), sql::build(" AS {})", sql::from_server(to.name))}, {value});
}

expression collated(const expression& value, const bind::type_info& to) {
    return expression::call(operation::server,
                            {sql::build("("), sql::build(" COLLATE {})", sql::from_server(to.collation))},
                            {value});
}

expression as_value_of(const bind::type_info& wanted, std::size_t column, const bind::type_info& own) {
    auto const value = expression::column(column);
    auto const typed = differs_in_type(own, wanted) ? cast(value, wanted) : value;
    return differs_in_collation(own, wanted) ? collated(typed, wanted) : typed;
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
        columns.push_back(i < own.size() ? as_value_of(wanted[i].type, i, own[i].type)
                                         : expression::column(i));
        changed = changed || !columns.back().as_column();
    }
    return changed ? dbsp::map(branch, mapping(std::move(columns))) : branch;
}

} // namespace pgt::lower
