#include "bind/source_facts.hpp"

#include <algorithm>
#include <stdexcept>

namespace pgt::bind::detail {

const relation_info* source_facts::relation_of(const std::string& leaf) const {
    auto const found = std::ranges::find(binder_.sources_, leaf, &source::name);
    return found == binder_.sources_.end() ? nullptr : &found->relation;
}

/// The type of a column; null where it is not that of a column of a relation.
const type_info* source_facts::type_of(const unnest::leaf_column& column) const {
    if (const auto* relation = relation_of(column.leaf)) { return &relation->columns.at(column.column).type; }
    auto const outer = binder_.outer_leaves_.find(column.leaf);
    if (outer == binder_.outer_leaves_.end()) { return nullptr; }
    auto const& from = outer->second.at(column.column);
    return from ? &binder_.sources_.at(from->source).relation.columns.at(from->column).type : nullptr;
}

std::size_t source_facts::width(const std::string& leaf) const {
    if (leaf == unit_source) { return 0; }
    if (const auto* relation = relation_of(leaf)) { return relation->columns.size(); }
    if (auto const outer = binder_.outer_leaves_.find(leaf); outer != binder_.outer_leaves_.end()) {
        return outer->second.size();
    }
    auto const list = std::ranges::find(binder_.constants_, leaf, &constant_rows::name);
    if (list == binder_.constants_.end()) { throw std::logic_error("source_facts: unknown leaf " + leaf); }
    return list->rows.front().size();
}

bool source_facts::never_null(const unnest::leaf_column& column) const {
    const auto* relation = relation_of(column.leaf);
    return relation != nullptr && relation->columns.at(column.column).not_null;
}

bool source_facts::image_is_equality(const unnest::leaf_column& column) const {
    const auto* type = type_of(column);
    return type != nullptr && type->image_is_equality;
}

/// The leaf with one row, and the outer leaves, have one row.
std::vector<std::vector<std::size_t>> source_facts::keys(const std::string& leaf) const {
    if (const auto* relation = relation_of(leaf)) { return relation->keys; }
    if (leaf == unit_source || binder_.outer_leaves_.contains(leaf)) { return {{}}; }
    return {};
}

circuit source_facts::imported(const import_of& which) const {
    return binder_.bodies_.at(which.scope)->inputs.at(which.index);
}

bool source_facts::determines(const unnest::leaf_column& a, const unnest::leaf_column& b) const {
    const auto* left = type_of(a);
    const auto* right = type_of(b);
    if (left == nullptr || right == nullptr) { return false; }
    const auto& from = *left;
    const auto& to = *right;
    bool const is_builtin = to.has_equality && to.equality == "OPERATOR(pg_catalog.=)";
    if (!is_builtin || from.name.empty() || from.collation != to.collation) { return false; }
    if (from.name == to.name) { return true; }
    auto const meaning = binder_.catalog_.compare(from, to);
    return meaning.groups && meaning.tells_right_apart;
}

} // namespace pgt::bind::detail
