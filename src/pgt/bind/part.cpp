#include "bind/part.hpp"

#include <pgt/expr/boolean.hpp>

#include "bind/conditions.hpp"

#include "bind/relation.hpp"

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/map.hpp>

#include <iterator>
#include <utility>

namespace pgt::bind::detail {

std::vector<expression> positions(const part& p, std::size_t width) {
    std::vector<expression> result(width, expression::null());
    for (std::size_t i = 0; i < p.layout.size(); ++i) { result[p.layout[i]] = expression::column(i); }
    for (const auto& [number, e] : p.computed) { result[number] = e; }
    return result;
}

part plain(part p) {
    if (p.computed.empty()) { return p; }
    auto columns = columns_from(0, p.layout.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto const known = p.computed.find(p.layout[i]);
        if (known != p.computed.end()) { columns[i] = known->second; }
    }
    p.rows = dbsp::map(p.rows, mapping(std::move(columns)));
    p.computed.clear();
    return p;
}

std::vector<std::size_t> concatenated(const part& left, const part& right) {
    auto result = left.layout;
    result.insert(result.end(), right.layout.begin(), right.layout.end());
    return result;
}

bool is_readable(const part& p, const dependent& d) {
    for (std::size_t i = 0; i < d.columns.size(); ++i) {
        bool const is_read = i >= d.leaf_width || d.read.contains(i);
        if (is_read && !reads_only(d.columns[i], p.layout)) { return false; }
    }
    return true;
}

std::vector<std::size_t> numbers_of(const join_group& group, std::size_t outer_width) {
    std::vector<std::size_t> result;
    auto const add = [&](const std::vector<std::size_t>& numbers) {
        std::ranges::copy_if(numbers, std::back_inserter(result),
                             [&](std::size_t number) { return number >= outer_width; });
    };
    for (const auto& p : group.parts) { add(p.layout); }
    for (const auto& d : group.dependents) { add(d.added); }
    for (const auto& f : group.functions) { add(f.added); }
    if (group.presence) { result.push_back(*group.presence); }
    return result;
}

part without_outer(part p, std::size_t outer_width, const std::set<std::size_t>& kept) {
    part result{p.rows, {}, p.recursive};
    std::vector<expression> columns;
    for (std::size_t i = 0; i < p.layout.size(); ++i) {
        if (p.layout[i] < outer_width && !kept.contains(p.layout[i])) { continue; }
        result.layout.push_back(p.layout[i]);
        columns.push_back(expression::column(i));
    }
    if (columns.size() < p.layout.size()) { result.rows = dbsp::map(p.rows, mapping(std::move(columns))); }
    return result;
}

part with_presence(part p, std::size_t number) {
    p = plain(std::move(p));
    auto columns = columns_from(0, p.layout.size());
    columns.push_back(boolean_constant(true));
    p.rows = dbsp::map(p.rows, mapping(std::move(columns)));
    p.layout.push_back(number);
    return p;
}

part filtered(part p, const std::vector<expression>& conditions, std::size_t width) {
    if (conditions.empty()) { return p; }
    auto condition = all_of(conditions).substitute(positions(p, width));
    p.rows = dbsp::filter(std::move(p.rows), predicate(std::move(condition)));
    return p;
}

} // namespace pgt::bind::detail
