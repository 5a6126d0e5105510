#include "bind/arrays.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <variant>

namespace pgt::bind::detail {

namespace {

const char* const value_name = "element";

syntax::expression named(const std::string& column) {
    syntax::column_reference reference;
    reference.names.push_back(column);
    return {-1, std::move(reference)};
}

bool has_output_order(const syntax::select_statement& s) {
    return s.op != syntax::set_operator::none || !s.values.empty() || s.distinct || !s.distinct_on.empty();
}

/// Whether a key of ORDER BY is the only column of the output: by position, by name, or because it can be nothing else.
bool is_the_output(const syntax::select_statement& s, const syntax::expression& key) {
    if (has_output_order(s) || std::holds_alternative<syntax::constant>(key.is)) { return true; }
    const auto* reference = std::get_if<syntax::column_reference>(&key.is);
    return reference != nullptr && !reference->star && reference->names.size() == 1 &&
           reference->names.front() == s.targets.front().name;
}

/// The elements in their order, the empty array where there are none.
syntax::expression aggregated(std::vector<syntax::sort_key> order) {
    syntax::function_call elements;
    elements.name = "array_agg";
    elements.args.push_back(named(value_name));
    elements.arg_names.emplace_back();
    elements.order_by = std::move(order);
    syntax::form result;
    result.op = operation::coalesce;
    result.pieces = {sql::build("COALESCE("), sql::build(", "), sql::build(")")};
    result.args.push_back({-1, std::move(elements)});
    result.args.push_back({-1, syntax::constant{sql::build("{}", sql::literal{"{}"}), std::nullopt}});
    return {-1, std::move(result)};
}

} // namespace

syntax::select_statement array_as_aggregate(const syntax::select_statement& s) {
    auto elements = s;
    syntax::alias alias{"elements", {value_name}};
    std::vector<syntax::sort_key> order;
    for (const auto& key : s.order_by) {
        if (is_the_output(s, key.by)) {
            order.push_back({named(value_name), key.order});
            continue;
        }
        auto const name = "key" + std::to_string(alias.columns.size());
        elements.targets.push_back({key.by, name});
        alias.columns.push_back(name);
        order.push_back({named(name), key.order});
    }
    if (!s.limit) { elements.order_by.clear(); }

    syntax::select_statement result;
    result.at = s.at;
    result.targets.push_back({aggregated(std::move(order)), "array"});
    result.from.push_back(
        {s.at, std::move(alias),
         syntax::subquery{std::make_shared<const syntax::select_statement>(std::move(elements))}});
    return result;
}

} // namespace pgt::bind::detail
