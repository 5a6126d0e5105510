#include <pgt/lower/change/partnered_groups.hpp>

#include "lower/change/touched_groups.hpp"

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/facts/equality.hpp>

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/semijoin.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace pgt::lower {

partnered_groups::partnered_groups(typing& types)
    : types_(types), reads_other_version_([](const leaf& read) { return read.of != version::now; }) {}

circuit partnered_groups::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit partnered_groups::rebuilt(const circuit& c) {
    const piece here(c);
    auto const over = rebuilt_inputs(here, *this);
    auto const whole = over.changed ? here.rewired(over.inputs) : c;
    if (!here.is<dbsp::op::join<join_match, pairing>>()) { return whole; }
    auto fewer = with_partners(piece(whole));
    return fewer ? std::move(*fewer) : whole;
}

std::optional<circuit> partnered_groups::with_partners(const piece& join) {
    const join_match& on = *join.match();
    if (on.left.is_identity() || on.right.is_identity()) { return std::nullopt; }
    for (std::size_t const side : {std::size_t{0}, std::size_t{1}}) {
        auto const& partners = join.input(1 - side);
        const key& own = side == 0 ? on.left : on.right;
        const key& other = side == 0 ? on.right : on.left;
        if (!is_unchanged(partners) || !is_selective(partners)) { continue; }
        if (auto groups = restricted(join.input(side), own, partners, other)) {
            auto inputs = join.inputs();
            inputs[side] = std::move(*groups);
            return join.rewired(inputs);
        }
    }
    return std::nullopt;
}

/// Through columns and conditions.
std::optional<circuit> partnered_groups::restricted(const circuit& groups, const key& by,
                                                    const circuit& partners, const key& of_partners) {
    const piece here(groups);
    if (here.is<dbsp::op::minus>()) { return restricted_change(here, by, partners, of_partners); }
    auto below = by;
    if (const auto* const shown = here.as<dbsp::op::map<mapping>>()) {
        below = by.after(shown->fn);
    } else if (!here.is<dbsp::op::filter<predicate>>()) {
        return std::nullopt;
    }
    auto in = restricted(here.input(0), below, partners, of_partners);
    return in ? std::optional(here.rewired({*in})) : std::nullopt;
}

std::optional<circuit> partnered_groups::restricted_change(const piece& difference, const key& by,
                                                           const circuit& partners, const key& of_partners) {
    auto const touched = touched_groups_of(difference);
    if (!touched) { return std::nullopt; }
    const piece now(touched->now);
    const auto* const groups = now.as<aggregate_operator>();
    if (groups == nullptr || groups->key.is_identity()) { return std::nullopt; }
    auto const of_change = types_.of_expressions(groups->key.columns(), types_.of(touched->change));
    auto const other = types_.of_expressions(of_partners.columns(), types_.of(partners));
    std::vector<expression> own;
    std::vector<expression> looked_up;
    for (std::size_t i = 0; i < by.columns().size(); ++i) {
        auto const column = by.columns()[i].as_column();
        if (!column || *column >= groups->key.columns().size()) { continue; }
        if (!tells_partners(of_change.at(*column), other.at(i))) { continue; }
        own.push_back(groups->key.columns()[*column]);
        looked_up.push_back(of_partners.columns()[i]);
    }
    if (own.empty()) { return std::nullopt; }
    bool const nulls_match = by.nulls_match() && of_partners.nulls_match();
    const join_match on{key(std::move(own), nulls_match), key(std::move(looked_up), nulls_match), {}};
    return touched->with_change(difference, dbsp::semijoin(touched->change, partners, on));
}

/// Whether all values of a group have the same partners.
bool partnered_groups::tells_partners(const column_type& of_group, const column_type& of_partner) const {
    if (of_group.type.name.empty() || of_partner.type.name.empty()) { return false; }
    bool const is_same_type =
        of_group.type.name == of_partner.type.name && of_group.type.collation == of_partner.type.collation;
    return is_same_type || looks_equal(of_group);
}

/// Rows of tables, of which a condition leaves out some.
bool partnered_groups::is_selective(const circuit& c) {
    const piece here(c);
    if (here.is<dbsp::op::filter<predicate>>()) { return true; }
    bool const is_seen_through =
        here.is<dbsp::op::map<mapping>>() || here.is<dbsp::op::join<join_match, pairing>>();
    return is_seen_through &&
           std::ranges::any_of(here.inputs(), [&](const circuit& in) { return is_selective(in); });
}

bool partnered_groups::is_unchanged(const circuit& c) {
    const piece here(c);
    if (leaf_of(c)) { return !reads_other_version_(c); }
    bool const is_plain = here.is<dbsp::op::map<mapping>>() || here.is<dbsp::op::filter<predicate>>() ||
                          here.is<dbsp::op::join<join_match, pairing>>();
    return is_plain &&
           std::ranges::all_of(here.inputs(), [&](const circuit& in) { return is_unchanged(in); });
}

} // namespace pgt::lower
