#include <pgt/lower/change/common_types.hpp>

#include <pgt/lower/change/rebuild.hpp>

#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {

bool is_set_operation(const piece& p) {
    return p.is<dbsp::op::plus>() || p.is<dbsp::op::union_distinct>() ||
           p.is<dbsp::op::intersect_distinct>() || p.is<dbsp::op::intersect_all>() ||
           p.is<dbsp::op::except_distinct>() || p.is<dbsp::op::except_all>();
}

/// Arrays have no `=` with those of another type, and a domain over an enumeration has none at all.
bool has_no_comparison(const bind::type_info& type) {
    return type.name.ends_with("[]") || !type.compared_as.empty();
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

/// Whether the two equalities differ, as far as known. What both have in common is, in this order, the wanted type.
bool common_types::has_to_be_converted(const bind::type_info& own, const bind::type_info& wanted) {
    if (own.name.empty() || wanted.name.empty() || own.name == wanted.name) { return false; }
    if (has_no_comparison(own) || has_no_comparison(wanted)) { return true; }
    return !types_.compared(wanted, own).groups;
}

} // namespace pgt::lower
