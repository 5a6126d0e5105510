#include "pg/query/same_calls.hpp"

#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/query/printed.hpp"
#include "pg/query/view_query.hpp"

#include <pgt/error.hpp>

#include <format>
#include <string>
#include <string_view>

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

} // namespace

bool call_the_same(Query* one, Query* other) {
    const List* const by_one = called_by(one).functions;
    const List* const by_other = called_by(other).functions;
    return call([=] {
        return list_difference_oid(by_one, by_other) == NIL && list_difference_oid(by_other, by_one) == NIL;
    });
}

bool calls_functions_of_users(oid view) {
    const auto opened = relation::find(view, lock_mode::access_share);
    if (!opened) { return false; }
    const called found = called_by(query_of_view(*opened));
    if (found.functions != NIL) { return true; }
    for (int i = 0; i < list_length(found.views); ++i) {
        if (calls_functions_of_users(list_nth_oid(found.views, i))) { return true; }
    }
    return false;
}

void check_calls(oid view) {
    const auto opened = relation::find(view, lock_mode::access_share);
    if (!opened) { return; } // an error where it is read
    Query* const query = query_of_view(*opened);
    const called before = called_by(query);
    if (before.functions != NIL) {
        Query* again = nullptr;
        try {
            again = printed_and_read(query);
        } catch (const error& failed) {
            if (!failed.sqlstate().starts_with("42")) { throw; } // an interrupt, for instance
            throw other_calls(view, std::format("Its text cannot be read again: {}.", failed.what()));
        }
        check_same(view, before.functions, called_by(again).functions);
    }
    for (int i = 0; i < list_length(before.views); ++i) { check_calls(list_nth_oid(before.views, i)); }
}

} // namespace pgt::pg
