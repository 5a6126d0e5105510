#include "pg/describe.hpp"

#include "pg/dependency.hpp"
#include "pg/guard.hpp"
#include "pg/relation.hpp"
#include "pg/settings.hpp"

extern "C" {
#include <access/genam.h>
#include <access/nbtree.h>
#include <access/relation.h>
#include <catalog/catalog.h>
#include <catalog/namespace.h>
#include <catalog/pg_class.h>
#include <catalog/pg_collation.h>
#include <catalog/pg_inherits.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_operator.h>
#include <catalog/pg_proc.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <parser/analyze.h>
#include <rewrite/rewriteHandler.h>
#include <tcop/tcopprot.h>
#include <utils/builtins.h>
#include <utils/fmgroids.h>
#include <utils/guc.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/relcache.h>
#include <utils/ruleutils.h>
#include <utils/syscache.h>
#include <utils/typcache.h>
}

#include <algorithm>
#include <array>

namespace pgt::pg {
namespace {

/// What a column or an expression is made of.
struct type_of_value {
    oid type;
    std::int32_t modifier;
    oid collation;
};

/// Inside `call`: "pg_catalog"."C", or nothing for the collation that the type has by itself.
const char* collation_name(type_of_value value) {
    if (!OidIsValid(value.collation) || value.collation == get_typcollation(value.type)) return "";
    const HeapTuple tuple = SearchSysCache1(COLLOID, ObjectIdGetDatum(value.collation));
    if (!HeapTupleIsValid(tuple)) return "";
    const auto* const collation = reinterpret_cast<Form_pg_collation>(GETSTRUCT(tuple));
    const char* const schema = get_namespace_name(collation->collnamespace);
    const char* const result =
        psprintf("%s.%s", quote_identifier(schema), quote_identifier(NameStr(collation->collname)));
    ReleaseSysCache(tuple);
    return result;
}

/// Inside `call`: OPERATOR(pg_catalog.=), or nothing.
const char* operator_name(Oid id) {
    const HeapTuple tuple = OidIsValid(id) ? SearchSysCache1(OPEROID, ObjectIdGetDatum(id)) : nullptr;
    if (!HeapTupleIsValid(tuple)) return "";
    const auto* const found = reinterpret_cast<Form_pg_operator>(GETSTRUCT(tuple));
    const char* const result =
        psprintf("OPERATOR(%s.%s)", quote_identifier(get_namespace_name(found->oprnamespace)),
                 NameStr(found->oprname));
    ReleaseSysCache(tuple);
    return result;
}

/// Inside `call`: whether equal values have equal images, which btree's operator classes say for deduplication. They don't
/// know modifiers: with one, numerics are all of one scale; without one, strings padded with blanks differ in length.
bool image_is_equality(type_of_value value) {
    int32 modifier = value.modifier;
    const Oid base = modifier < 0 ? getBaseTypeAndTypmod(value.type, &modifier) : value.type;
    if (base == NUMERICOID && modifier >= 0) return true;
    if (base == BPCHAROID && modifier < 0) return false;
    const TypeCacheEntry* const type = lookup_type_cache(value.type, TYPECACHE_BTREE_OPFAMILY);
    if (!OidIsValid(type->btree_opf)) return false;
    const Oid function =
        get_opfamily_proc(type->btree_opf, type->btree_opintype, type->btree_opintype, BTEQUALIMAGE_PROC);
    if (!OidIsValid(function)) return false;
    return DatumGetBool(
        OidFunctionCall1Coll(function, value.collation, ObjectIdGetDatum(type->btree_opintype)));
}

/// Inside `call`: whether an expression is a call of extract() for a field whose values all have one scale.
bool extracts_one_scale(const Node* expression) {
    constexpr std::array extracts{F_EXTRACT_TEXT_DATE,        F_EXTRACT_TEXT_INTERVAL,
                                  F_EXTRACT_TEXT_TIME,        F_EXTRACT_TEXT_TIMESTAMP,
                                  F_EXTRACT_TEXT_TIMESTAMPTZ, F_EXTRACT_TEXT_TIMETZ};
    const auto* const function = reinterpret_cast<const FuncExpr*>(expression);
    if (!IsA(expression, FuncExpr) || !std::ranges::contains(extracts, function->funcid)) return false;
    const auto* const field = static_cast<const Const*>(linitial(function->args));
    return IsA(field, Const) && !field->constisnull &&
           pg_strcasecmp(TextDatumGetCString(field->constvalue), "julian") != 0;
}

bind::type_info describe_type(type_of_value value) {
    struct plain {
        const char* name;
        const char* collation;
        const char* equality;
        bool image_is_equality;
    };
    const plain found = call([=] {
        const bits16 flags = FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_FORCE_QUALIFY;
        return plain{.name = format_type_extended(value.type, value.modifier, flags),
                     .collation = collation_name(value),
                     .equality = operator_name(lookup_type_cache(value.type, TYPECACHE_EQ_OPR)->eq_opr),
                     .image_is_equality = image_is_equality(value)};
    });
    const std::string equality = found.equality;
    return {found.name, found.collation, !equality.empty(), equality, found.image_is_equality};
}

bind::relation_kind kind_of(const RelationData* relation) {
    using enum bind::relation_kind;
    if (relation->rd_rel->relpersistence == RELPERSISTENCE_TEMP) return temporary_table;
    switch (relation->rd_rel->relkind) {
    case RELKIND_VIEW: return view;
    case RELKIND_MATVIEW: return materialized_view;
    case RELKIND_FOREIGN_TABLE: return foreign_table;
    case RELKIND_PARTITIONED_TABLE: return partitioned_table;
    case RELKIND_RELATION: break;
    default: return other;
    }
    const oid id = relation->rd_id;
    const oid schema = relation->rd_rel->relnamespace;
    if (call([=] { return IsCatalogRelationOid(id) || IsCatalogNamespace(schema); })) return system_catalog;
    if (belongs_to_extension(id)) return system_catalog;
    const bool has_children = relation->rd_rel->relhassubclass &&
                              call([=] { return find_inheritance_children(id, NoLock) != NIL; });
    return has_children ? inheritance_parent : table;
}

std::vector<bind::column_info> columns_of(const RelationData* relation) {
    std::vector<bind::column_info> columns;
    for (int i = 0; i < relation->rd_att->natts; ++i) {
        const Form_pg_attribute column = TupleDescAttr(relation->rd_att, i);
        if (column->attisdropped) continue;
        columns.push_back({NameStr(column->attname),
                           describe_type({column->atttypid, column->atttypmod, column->attcollation}),
                           column->attnotnull, column->attnum});
    }
    return columns;
}

/// Inside `call`: the columns of an index whose values are unique and never NULL; null for any other index.
const int2vector* unique_columns(Oid id, bool* is_primary) {
    const Relation index = index_open(id, AccessShareLock);
    const Form_pg_index form = index->rd_index;
    const bool serves = form->indisunique && form->indimmediate && form->indisvalid &&
                        RelationGetIndexPredicate(index) == NIL && RelationGetIndexExpressions(index) == NIL;
    int2vector* columns = nullptr;
    if (serves) {
        columns = buildint2vector(form->indkey.values, form->indnkeyatts);
        *is_primary = form->indisprimary;
    }
    index_close(index, AccessShareLock);
    return columns;
}

/// The indexes of the columns with these numbers; empty if one of them may be NULL.
std::vector<std::size_t> key_of(const int2vector* numbers, const std::vector<bind::column_info>& columns) {
    std::vector<std::size_t> key;
    for (int i = 0; i < numbers->dim1; ++i) {
        const auto found = std::ranges::find(columns, numbers->values[i], &bind::column_info::number);
        if (found == columns.end() || !found->not_null) return {};
        key.push_back(static_cast<std::size_t>(found - columns.begin()));
    }
    return key;
}

std::vector<std::vector<std::size_t>> keys_of(const RelationData* relation,
                                              const std::vector<bind::column_info>& columns) {
    std::vector<std::vector<std::size_t>> keys;
    const List* const indexes = call([=] { return RelationGetIndexList(const_cast<Relation>(relation)); });
    const ListCell* cell = nullptr;
    foreach (cell, indexes) {
        bool is_primary = false;
        const int2vector* const numbers =
            call([id = lfirst_oid(cell), &is_primary] { return unique_columns(id, &is_primary); });
        if (numbers == nullptr) continue;
        std::vector<std::size_t> key = key_of(numbers, columns);
        if (key.empty()) continue;
        keys.insert(is_primary ? keys.begin() : keys.end(), std::move(key));
    }
    return keys;
}

/// Inside `call`: among functions of one name what tells them apart is first whether they aggregate.
bind::function_kind kind_of_function(Oid function) {
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (!HeapTupleIsValid(tuple)) return bind::function_kind::unknown;
    const auto* const found = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
    const char kind = found->prokind;
    const bool returns_set = found->proretset;
    ReleaseSysCache(tuple);
    switch (kind) {
    case PROKIND_AGGREGATE: return bind::function_kind::aggregate;
    case PROKIND_WINDOW: return bind::function_kind::window;
    case PROKIND_PROCEDURE: return bind::function_kind::procedure;
    default: return returns_set ? bind::function_kind::set_returning : bind::function_kind::plain;
    }
}

int preference(bind::function_kind kind) {
    using enum bind::function_kind;
    switch (kind) {
    case aggregate: return 4;
    case window: return 3;
    case set_returning: return 2;
    case plain: return 1;
    default: return 0;
    }
}

} // namespace

bind::relation_info describe_relation(oid id) {
    const relation opened(id, lock_mode::access_share);
    bind::relation_info info;
    info.oid = id;
    info.schema = opened.schema();
    info.name = opened.name();
    info.kind = kind_of(opened.get());
    info.columns = columns_of(opened.get());
    info.keys = keys_of(opened.get(), info.columns);
    if (info.kind == bind::relation_kind::view) info.definition = definition_of_view(id);
    return info;
}

std::string definition_of_view(oid view) {
    const relation opened(view, lock_mode::access_share);
    local_settings settings;
    settings.pin_language();
    settings.pin_literals();
    return call([open = opened.get()] {
        return const_cast<const char*>(
            pg_get_querydef(static_cast<Query*>(copyObjectImpl(get_view_query(open))), false));
    });
}

std::vector<bind::type_info> describe_query(const std::string& text) {
    const List* const targets = call([query = text.c_str()] {
        List* const statements = pg_parse_query(query);
        return parse_analyze_fixedparams(linitial_node(RawStmt, statements), query, nullptr, 0, nullptr)
            ->targetList;
    });
    std::vector<bind::type_info> types;
    const ListCell* cell = nullptr;
    foreach (cell, targets) {
        const auto* const target = static_cast<const TargetEntry*>(lfirst(cell));
        if (target->resjunk) continue;
        const auto* const value = reinterpret_cast<const Node*>(target->expr);
        types.push_back(describe_type(call([=] {
            return type_of_value{
                .type = exprType(value), .modifier = exprTypmod(value), .collation = exprCollation(value)};
        })));
        if (call([=] { return extracts_one_scale(value); })) types.back().image_is_equality = true;
    }
    return types;
}

bind::function_kind describe_function(const std::string& schema, const std::string& name,
                                      std::size_t arguments) {
    return call([in = schema.empty() ? "pg_catalog" : schema.c_str(), called = name.c_str(),
                 count = static_cast<int>(arguments)] {
        List* const names = list_make2(makeString(pstrdup(in)), makeString(pstrdup(called)));
        const FuncCandidateList all = FuncnameGetCandidates(names, count, NIL, true, true, false, true);
        auto best = bind::function_kind::unknown;
        for (const auto* one = all; one != nullptr; one = one->next) {
            const auto kind = kind_of_function(one->oid);
            if (preference(kind) > preference(best)) best = kind;
        }
        return best;
    });
}

} // namespace pgt::pg
