#include "pg/query/same_calls.hpp"

#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/query/printed.hpp"
#include "pg/query/view_query.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cstddef>
#include <format>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include <access/transam.h>
#include <catalog/pg_class.h>
#include <nodes/nodeFuncs.h>
#include <parser/analyze.h>
#include <tcop/tcopprot.h>
#include <utils/regproc.h>
}

namespace pgt::pg {
namespace {

constexpr std::string_view ambiguous_function = "42725";
constexpr std::string_view undefined_function = "42883";

/// What a query calls that is not the server's own, and the views that it reads, each once.
struct called {
    List* functions; ///< also those of operators
    List* views;
};

bool note_called_function(Oid function, void* into) {
    auto& found = *static_cast<called*>(into);
    if (function >= FirstNormalObjectId) found.functions = list_append_unique_oid(found.functions, function);
    return false;
}

bool note_called(Node* node, void* into) {
    if (node == nullptr) return false;
    if (IsA(node, Query))
        return query_tree_walker(reinterpret_cast<Query*>(node), note_called, into, QTW_EXAMINE_RTES_BEFORE);
    if (IsA(node, RangeTblEntry)) {
        const auto* const entry = reinterpret_cast<const RangeTblEntry*>(node);
        auto& found = *static_cast<called*>(into);
        if (entry->rtekind == RTE_RELATION && entry->relkind == RELKIND_VIEW)
            found.views = list_append_unique_oid(found.views, entry->relid);
        return false;
    }
    (void)check_functions_in_node(node, note_called_function, into);
    return expression_tree_walker(node, note_called, into);
}

called called_by(Query* query) {
    return call([query] {
        called found{.functions = NIL, .views = NIL};
        (void)note_called(reinterpret_cast<Node*>(query), &found);
        return found;
    });
}

/// As a statement reads it that is made from its text.
Query* printed_and_read(const Query* query) {
    local_settings settings;
    settings.pin_language();
    settings.pin_literals();
    return call([query] {
        const char* const text = printed(query);
        auto* const statement = static_cast<RawStmt*>(linitial(pg_parse_query(text)));
        return parse_analyze_fixedparams(statement, text, nullptr, 0, nullptr);
    });
}

user_error other_calls(oid view, const std::string& detail) {
    return user_error(
               ambiguous_function,
               std::format("a call in the query of view {} would be another call if its text was read again",
                           printed_name(view)))
        .detail(detail)
        .hint(
            "Rename or drop the function, operator or cast that was created later, or give the stream table "
            "its query again, with explicit casts.");
}

std::string printed_call(oid function) {
    return call([function] { return format_procedure_qualified(function); });
}

void check_same(oid view, const List* before, const List* now) {
    const List* const others = call([=] { return list_difference_oid(now, before); });
    if (others == NIL) { return; }
    throw other_calls(view, std::format("Its text, read again, calls {}, which the query does not call.",
                                        printed_call(linitial_oid(others))));
}

struct known_view {
    oid id;
    Query* query;
    called calls;
};

void check_calls_of(const known_view& view) {
    Query* again = nullptr;
    try {
        again = printed_and_read(view.query);
    } catch (const error& failed) {
        const std::string state = failed.sqlstate();
        if (state != ambiguous_function && state != undefined_function) { throw; } // privileges, an interrupt
        throw other_calls(view.id, std::format("Its text cannot be read again: {}.", failed.what()));
    }
    check_same(view.id, view.calls.functions, called_by(again).functions);
}

/// A view and those that it reads, each once: the rule of a view may name the view itself. None for what does not exist, which is an error where it is read.
std::vector<known_view> views_of(oid view) {
    std::vector<known_view> all;
    std::vector<oid> ids{view};
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto opened = relation::find(ids[i], lock_mode::access_share);
        if (!opened) { continue; }
        Query* const query = query_of_view(*opened);
        const called& found = all.emplace_back(ids[i], query, called_by(query)).calls;
        for (int k = 0; k < list_length(found.views); ++k) {
            const oid read = list_nth_oid(found.views, k);
            if (!std::ranges::contains(ids, read)) { ids.push_back(read); }
        }
    }
    return all;
}

} // namespace

bool call_the_same(Query* one, Query* other) {
    const List* const by_one = called_by(one).functions;
    const List* const by_other = called_by(other).functions;
    return call([=] {
        return list_difference_oid(by_one, by_other) == NIL && list_difference_oid(by_other, by_one) == NIL;
    });
}

bool calls_functions_of_users(oid view) {
    return std::ranges::any_of(views_of(view),
                               [](const known_view& one) { return one.calls.functions != NIL; });
}

void check_calls(oid view) {
    for (const known_view& one : views_of(view)) {
        if (one.calls.functions != NIL) { check_calls_of(one); }
    }
}

} // namespace pgt::pg
