#include "pg/query/whole_rows.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/table.h>
#include <nodes/nodeFuncs.h>
#include <parser/parsetree.h>
#include <rewrite/rewriteHandler.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

struct search {
    Oid relation;
    List* queries; ///< that the node stands in, the innermost first
};

bool is_whole_row(const Var* variable, const search* in) {
    if (variable->varattno != InvalidAttrNumber) return false;
    const auto depth = static_cast<int>(variable->varlevelsup);
    if (depth >= list_length(in->queries)) return false;
    const auto* const query = static_cast<const Query*>(list_nth(in->queries, depth));
    const RangeTblEntry* const entry = rt_fetch(variable->varno, query->rtable);
    return entry->rtekind == RTE_RELATION && entry->relid == in->relation;
}

bool walk_rows(Node* node, search* in) {
    if (node == nullptr) return false;
    if (IsA(node, Var)) return is_whole_row(reinterpret_cast<const Var*>(node), in);
    if (!IsA(node, Query)) return expression_tree_walker(node, walk_rows, in);
    search inner = {.relation = in->relation, .queries = lcons(node, list_copy(in->queries))};
    return query_tree_walker(reinterpret_cast<Query*>(node), walk_rows, &inner, 0);
}

} // namespace

bool uses_whole_rows(oid view, oid relation) {
    return call([=] {
        const Relation open = table_open(view, AccessShareLock);
        search state = {.relation = relation, .queries = NIL};
        const bool found = walk_rows(reinterpret_cast<Node*>(get_view_query(open)), &state);
        table_close(open, NoLock);
        return found;
    });
}

} // namespace pgt::pg
