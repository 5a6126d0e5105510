#include "pg/query/describe.hpp"

#include "pg/access/dependency.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/query/printed.hpp"
#include "pg/query/view_query.hpp"
#include "pg/value/image_equality.hpp"

extern "C" {
#include <access/genam.h>
#include <access/relation.h>
#include <access/stratnum.h>
#include <access/sysattr.h>
#include <catalog/catalog.h>
#include <catalog/namespace.h>
#include <catalog/pg_am.h>
#include <catalog/pg_class.h>
#include <catalog/pg_collation.h>
#include <catalog/pg_inherits.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_operator.h>
#include <catalog/pg_proc.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <optimizer/optimizer.h>
#include <parser/analyze.h>
#include <rewrite/rewriteHandler.h>
#include <tcop/tcopprot.h>
#include <utils/builtins.h>
#include <utils/fmgroids.h>
#include <utils/guc.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/relcache.h>
#include <utils/syscache.h>
#include <utils/typcache.h>
}

#include <algorithm>
#include <array>

namespace pgt::pg {
namespace {

/// The type of a column or an expression.
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

namespace {
/// Inside `call`: the type of which a domain is, if PostgreSQL finds its `=` for values of this type only; else "".
const char* enumeration_of_domain(Oid type) {
    const Oid base = getBaseType(type);
    return base != type && type_is_enum(base) ? format_type_be_qualified(base) : "";
}
} // namespace

bind::type_info describe_type(type_of_value value) {
    struct plain {
        const char* name;
        const char* collation;
        const char* equality;
        bool image_is_equality;
        bool is_row;
        const char* compared_as;
    };
    const plain found = call([=] {
        const bits16 flags = FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_FORCE_QUALIFY;
        return plain{.name = format_type_extended(value.type, value.modifier, flags),
                     .collation = collation_name(value),
                     .equality = operator_name(lookup_type_cache(value.type, TYPECACHE_EQ_OPR)->eq_opr),
                     .image_is_equality = images_are_equal(value.type, value.modifier, value.collation),
                     .is_row = type_is_rowtype(value.type),
                     .compared_as = enumeration_of_domain(value.type)};
    });
    const std::string equality = found.equality;
    return {.name = found.name,
            .collation = found.collation,
            .has_equality = !equality.empty(),
            .equality = equality,
            .image_is_equality = found.image_is_equality,
            .is_row = found.is_row,
            .compared_as = found.compared_as};
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

/// attnotnull alone is not enough: with a NOT VALID constraint the column may contain NULLs.
bool is_never_null(TupleDescData* columns, int index) {
    return TupleDescAttr(columns, index)->attnotnull &&
           TupleDescCompactAttr(columns, index)->attnullability == ATTNULLABLE_VALID;
}

/// Of a virtual generated column: whether its expression reads tableoid.
bool reads_system_columns(const RelationData* relation, const FormData_pg_attribute* column) {
    if (column->attgenerated != ATTRIBUTE_GENERATED_VIRTUAL) return false;
    return call([=] {
        Bitmapset* read = nullptr;
        pull_varattnos(build_generation_expression(const_cast<Relation>(relation), column->attnum), 1, &read);
        const int first = bms_next_member(read, -1);
        return first >= 0 && first < -FirstLowInvalidHeapAttributeNumber;
    });
}

std::vector<bind::column_info> columns_of(const RelationData* relation) {
    std::vector<bind::column_info> columns;
    for (int i = 0; i < relation->rd_att->natts; ++i) {
        const Form_pg_attribute column = TupleDescAttr(relation->rd_att, i);
        if (column->attisdropped) continue;
        columns.push_back({NameStr(column->attname),
                           describe_type({column->atttypid, column->atttypmod, column->attcollation}),
                           is_never_null(relation->rd_att, i), column->attnum,
                           reads_system_columns(relation, column)});
    }
    return columns;
}

/// Inside `call`: whether the index distinguishes exactly the values that the equality of the column distinguishes. If the column compares bytes, a coarser index is as good.
bool compares_as_column(const RelationData* index, int key, const FormData_pg_attribute* column) {
    const Oid collation = index->rd_indcollation[key];
    if (collation != column->attcollation && !get_collation_isdeterministic(column->attcollation))
        return false;
    const Oid input = index->rd_opcintype[key];
    const Oid equality = get_opfamily_member(index->rd_opfamily[key], input, input, BTEqualStrategyNumber);
    return OidIsValid(equality) && equality == lookup_type_cache(column->atttypid, TYPECACHE_EQ_OPR)->eq_opr;
}

/// Inside `call`: whether each key of an index is a column, compared as the column's own equality does.
bool compares_columns(const RelationData* relation, const RelationData* index) {
    const Form_pg_index form = index->rd_index;
    for (int i = 0; i < form->indnkeyatts; ++i) {
        const AttrNumber number = form->indkey.values[i];
        if (number <= 0 || !compares_as_column(index, i, TupleDescAttr(relation->rd_att, number - 1))) {
            return false;
        }
    }
    return true;
}

/// Inside `call`: the columns of an index whose values are unique where none is NULL; null for any other index.
const int2vector* unique_columns(const RelationData* relation, Oid id, bool* is_primary) {
    const Relation index = index_open(id, AccessShareLock);
    const Form_pg_index form = index->rd_index;
    const bool serves = form->indisunique && !form->indisexclusion && form->indimmediate &&
                        form->indisvalid && form->indisready && index->rd_rel->relam == BTREE_AM_OID &&
                        RelationGetIndexPredicate(index) == NIL &&
                        RelationGetIndexExpressions(index) == NIL && compares_columns(relation, index);
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
        const int2vector* const numbers = call(
            [=, id = lfirst_oid(cell), &is_primary] { return unique_columns(relation, id, &is_primary); });
        if (numbers == nullptr) continue;
        std::vector<std::size_t> key = key_of(numbers, columns);
        if (key.empty()) continue;
        keys.insert(is_primary ? keys.begin() : keys.end(), std::move(key));
    }
    return keys;
}

/// Inside `call`: functions of one name are distinguished first by whether they are aggregates.
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
    if (info.kind == bind::relation_kind::inheritance_parent) {
        // What holds for its own rows need not hold for those of its children.
        for (bind::column_info& column : info.columns) column.not_null = false;
    } else {
        info.keys = keys_of(opened.get(), info.columns);
    }
    if (info.kind == bind::relation_kind::view) info.definition = definition_of_view(id);
    return info;
}

std::string definition_of_view(oid view) {
    const relation opened(view, lock_mode::access_share);
    local_settings settings;
    settings.pin_language();
    settings.pin_literals();
    Query* const query = query_of_view(opened);
    return call([query] { return printed(query); });
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

namespace {

/// Inside `call`: whether some operator family holds both operators as equality.
bool are_of_one_family(Oid a, Oid b) {
    if (a == b) return true;
    const ListCell* cell = nullptr;
    foreach (cell, get_mergejoin_opfamilies(a)) {
        if (get_op_opfamily_strategy(b, lfirst_oid(cell)) == BTEqualStrategyNumber) return true;
    }
    return false;
}

/// Inside `call`: whether casts to the types that an operator compares preserve the distinctions of the original type, although its equality is another operator.
bool casts_apart(Oid type, Oid comparison) {
    const Oid base = getBaseType(type);
    const bool is_narrow = base == INT2OID || base == INT4OID;
    switch (get_opcode(comparison)) {
    case F_NUMERIC_EQ: return is_narrow || base == INT8OID;
    case F_FLOAT8EQ: return is_narrow || base == FLOAT4OID;
    case F_TEXTEQ: return base == BPCHAROID;
    default: return false;
    }
}

/// Inside `call`: whether the operator compares points in time of a type without a time zone with those of `timestamptz`. Where clocks are set forward, two of the former are one of the latter.
bool skips_hours(Oid type, const OpExpr* comparison) {
    const Oid base = getBaseType(type);
    Oid left = InvalidOid;
    Oid right = InvalidOid;
    op_input_types(comparison->opno, &left, &right);
    return (base == DATEOID || base == TIMESTAMPOID) && (left == TIMESTAMPTZOID || right == TIMESTAMPTZOID);
}

/// Inside `call`: whether a call of the operator distinguishes all values of an argument that their own type distinguishes.
bool tells_apart(const OpExpr* comparison, const Node* argument) {
    const Oid own = exprCollation(argument);
    const Oid used = comparison->inputcollid;
    if (used != own && OidIsValid(used) && !get_collation_isdeterministic(used)) return false;
    const Oid type = exprType(argument);
    const Oid equality = lookup_type_cache(type, TYPECACHE_EQ_OPR)->eq_opr;
    return OidIsValid(equality) && !skips_hours(type, comparison) &&
           (are_of_one_family(comparison->opno, equality) || casts_apart(type, comparison->opno));
}

/// Inside `call`: whether `a = b` agrees with grouping by the common type.
bool means_grouping(const OpExpr* comparison, Oid common) {
    const Oid input = exprType(static_cast<const Node*>(linitial(comparison->args)));
    const Oid grouping = lookup_type_cache(common, TYPECACHE_EQ_OPR)->eq_opr;
    return OidIsValid(grouping) && are_of_one_family(comparison->opno, grouping) &&
           (op_mergejoinable(comparison->opno, input) || op_hashjoinable(comparison->opno, input));
}

/// Inside `call`: of `SELECT a = b, common, a, b`.
bind::join_equality equality_in(List* targets) {
    const auto value = [=](int i) {
        return reinterpret_cast<const Node*>(list_nth_node(TargetEntry, targets, i)->expr);
    };
    if (!IsA(value(0), OpExpr))
        return {.groups = false, .tells_left_apart = false, .tells_right_apart = false};
    const auto* const comparison = reinterpret_cast<const OpExpr*>(value(0));
    // The operator that finds the partners of a row also finds rows of its own side with an equal key.
    const bool left = tells_apart(comparison, value(2));
    const bool right = tells_apart(comparison, value(3));
    return {.groups = left && right && means_grouping(comparison, exprType(value(1))),
            .tells_left_apart = left,
            .tells_right_apart = right};
}

} // namespace

bind::join_equality describe_equality(const std::string& text) {
    return call([query = text.c_str()] {
        List* const statements = pg_parse_query(query);
        return equality_in(
            parse_analyze_fixedparams(linitial_node(RawStmt, statements), query, nullptr, 0, nullptr)
                ->targetList);
    });
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
