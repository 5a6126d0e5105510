/// The relations that a query names: WITH queries, tables, views.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"
#include "bind/unmaintainable.hpp"

#include <dbsp/operator/fixpoint.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

relation binder::named(const syntax::relation_reference& name, const place& where, int at) {
    if (name.schema.empty()) {
        if (auto* entry = find_with(where, name.name)) { return with_query(*entry, where, at); }
    }
    auto const info = catalog_.relation(name.schema, name.name);
    if (!info) {
        auto const full = name.schema.empty() ? name.name : name.schema + "." + name.name;
        throw invalid(sqlstate::undefined_table, "relation " + quoted(full) + " does not exist", at);
    }
    if (info->kind == relation_kind::view) { return view(*info, where, at); }
    if (auto const reason = unmaintainable(info->kind); !reason.construct.empty()) {
        throw not_incremental(reason.construct + " " + quoted(info->schema + "." + info->name), reason.why,
                              reason.advice, at);
    }
    bool const has_parts =
        info->kind == relation_kind::inheritance_parent || info->kind == relation_kind::partitioned_table;
    if (name.only && has_parts) {
        throw not_incremental("ONLY", "Changes are captured for a table and its children together.",
                              "Name the table without ONLY, or use refresh_mode => 'FULL'.", at);
    }
    return table(*info, where);
}

std::size_t binder::source_of(const relation_info& info) {
    auto const found = std::ranges::find_if(sources_, [&](const source& s) {
        return s.relation.schema == info.schema && s.relation.name == info.name;
    });
    auto const index = static_cast<std::size_t>(found - sources_.begin());
    if (found == sources_.end()) {
        sources_.push_back({"s" + std::to_string(index), info, {}});
        used_.emplace_back();
        leaves_.push_back(dbsp::source<circuit>(sources_.back().name));
    }
    return index;
}

relation binder::table(const relation_info& info, const place& where) {
    auto const index = source_of(info);
    relation result{bring(leaves_[index], nullptr, where.body), {}, index};
    for (const auto& column : info.columns) {
        bool const is_own = info.kind == relation_kind::stream_table && column.name.starts_with("__pgt_");
        result.columns.push_back({column.name, column.type.name, is_own});
    }
    if (info.kind != relation_kind::stream_table) { result.row_type = {info.schema, info.name}; }
    return result;
}

relation binder::unit(const place& where) {
    if (!unit_) { unit_ = dbsp::source<circuit>(unit_source); }
    return {bring(*unit_, nullptr, where.body), {}, std::nullopt};
}

/// The rows of a list of constants.
circuit binder::constant_leaf(std::vector<expressions> rows, const place& where) {
    constants_.push_back({"values" + std::to_string(constants_.size()), std::move(rows)});
    return bring(dbsp::source<circuit>(constants_.back().name), nullptr, where.body);
}

std::vector<source> binder::sources() const {
    auto result = sources_;
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i].used.assign(used_[i].begin(), used_[i].end());
    }
    return result;
}

/// A view is bound once; the query in it knows nothing of the WITH queries around the view's name.
relation binder::view(const relation_info& info, const place& where, int at) {
    auto const [known, is_new] = views_.try_emplace({info.schema, info.name});
    if (is_new) {
        restored const of_this_text(outer_calls_);
        outer_calls_.clear();
        try {
            auto result = select(parse::parse(info.definition, limit_), {});
            for (std::size_t i = 0; i < std::min(result.columns.size(), info.columns.size()); ++i) {
                result.columns[i].name = info.columns[i].name;
            }
            known->second = std::move(result);
        } catch (const user_error& e) {
            views_.erase(known);
            throw user_error(e.sqlstate(), e.what())
                .detail(e.detail() + (e.detail().empty() ? "" : " ") + "It is in view " +
                        quoted(info.schema + "." + info.name) + ".")
                .hint(e.hint())
                .at(syntax::position(at));
        }
    }
    if (!known->second) {
        throw invalid(sqlstate::invalid_object_definition,
                      "view " + quoted(info.schema + "." + info.name) + " refers to itself", at);
    }
    auto result = *known->second;
    result.rows = bring(result.rows, nullptr, where.body);
    result.row_type = {info.schema, info.name};
    return result;
}

relation binder::with_query(with_entry& entry, const place& where, int at) {
    if (entry.self == own_name::iterate) {
        entry.recursed = true;
        if (entry.iterate_body != where.body) {
            throw not_incremental("a recursion inside a recursion",
                                  "The inner one reads the iterate of the outer one.", at);
        }
        return *entry.iterate;
    }
    if (entry.self == own_name::forbidden) {
        throw invalid(invalid_recursion,
                      "recursive reference to query " + quoted(entry.query->name) +
                          " must stand in the second part of a UNION",
                      at);
    }
    if (!entry.bound) { entry.bound = with_rows(entry); }
    auto result = *entry.bound;
    if (result.recursive && entry.body != where.body) {
        throw not_incremental("a recursion inside a recursion",
                              "The inner one reads the iterate of the outer one.", at);
    }
    result.rows = bring(result.rows, entry.body, where.body);
    return result;
}

/// Binds a WITH query.  One in a subquery that does not read the row around it has the same rows for all of them.
relation binder::with_rows(with_entry& entry) {
    const auto* around = entry.outer;
    if (around == nullptr) { return recursive(entry); }
    std::set<std::size_t> read;
    outer_scope const observed{around->outer, around->visible, around->row, around->body,
                               read,          around->calls};
    entry.outer = &observed;
    auto result = recursive(entry);
    entry.outer = nullptr;
    if (read.empty()) { return recursive(entry); }
    entry.outer = around;
    around->read.merge(read);
    return result;
}

/// A circuit of the body `from` inside the body `to`, which stands in it.
circuit binder::bring(circuit c, const frame* from, frame* to) {
    if (from == to) { return c; }
    auto const outside = bring(std::move(c), from, to->outer);
    auto const known = std::ranges::find(to->inputs, outside.identity(), &circuit::identity);
    if (known != to->inputs.end()) {
        return to->imports[static_cast<std::size_t>(known - to->inputs.begin())];
    }
    to->imports.push_back(dbsp::detail::make_import<circuit>(to->scope, to->inputs.size()));
    to->inputs.push_back(outside);
    return to->imports.back();
}

} // namespace pgt::bind::detail
