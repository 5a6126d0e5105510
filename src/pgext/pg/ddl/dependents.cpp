#include "pg/ddl/dependents.hpp"

#include "pg/boundary/guard.hpp"
#include "pg/query/whole_rows.hpp"

extern "C" {
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <access/transam.h>
#include <catalog/indexing.h>
#include <catalog/pg_amop.h>
#include <catalog/pg_amproc.h>
#include <catalog/pg_attrdef.h>
#include <catalog/pg_class.h>
#include <catalog/pg_constraint.h>
#include <catalog/pg_depend.h>
#include <catalog/pg_language.h>
#include <catalog/pg_opclass.h>
#include <catalog/pg_operator.h>
#include <catalog/pg_opfamily.h>
#include <catalog/pg_proc.h>
#include <catalog/pg_rewrite.h>
#include <catalog/pg_ts_config.h>
#include <catalog/pg_ts_dict.h>
#include <catalog/pg_type.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

#include <algorithm>
#include <cctype>
#include <string_view>

namespace pgt::pg {
namespace {

/// An object that depends on another, or on its column `on_part`.
struct dependent {
    object what;
    std::int32_t on_part;
};

/// A scan of a catalog by one oid, row by row.
class rows_by_oid {
  public:
    rows_by_oid(Oid catalog, Oid index, std::initializer_list<std::pair<AttrNumber, Oid>> keys,
                RegProcedure compare = F_OIDEQ, StrategyNumber strategy = BTEqualStrategyNumber) {
        ScanKeyData made[2];
        int count = 0;
        for (const auto& [column, value] : keys) {
            ScanKeyInit(&made[count++], column, strategy, compare, ObjectIdGetDatum(value));
        }
        call([&, this] {
            table_ = table_open(catalog, AccessShareLock);
            scan_ = systable_beginscan(table_, index, true, nullptr, count, made);
        });
    }
    rows_by_oid(const rows_by_oid&) = delete;
    rows_by_oid& operator=(const rows_by_oid&) = delete;
    ~rows_by_oid() {
        call_in_destructor([this] {
            systable_endscan(scan_);
            table_close(table_, AccessShareLock);
        });
    }
    /// The next row, or null.
    HeapTuple next() {
        return call([this] { return systable_getnext(scan_); });
    }
    template <class Row> const Row* next_as() {
        HeapTuple const tuple = next();
        return HeapTupleIsValid(tuple) ? reinterpret_cast<const Row*>(GETSTRUCT(tuple)) : nullptr;
    }
    [[nodiscard]] TupleDesc description() const { return RelationGetDescr(table_); }

  private:
    Relation table_ = nullptr;
    SysScanDesc scan_ = nullptr;
};

std::vector<dependent> dependents_of(const object& one) {
    std::vector<dependent> all;
    rows_by_oid rows(DependRelationId, DependReferenceIndexId,
                     {{Anum_pg_depend_refclassid, one.of}, {Anum_pg_depend_refobjid, one.id}});
    while (const auto* const row = rows.next_as<FormData_pg_depend>()) {
        all.push_back({.what = {row->classid, row->objid, row->objsubid}, .on_part = row->refobjsubid});
    }
    return all;
}

char kind_of_relation(oid relation) {
    return call([relation] { return get_rel_relkind(relation); });
}

oid row_type_of(oid relation) {
    return call([relation] { return get_rel_type_id(relation); });
}

/// The value of a column of type oid in the row of a catalog whose own oid is `id`.
template <class Row, class Get> oid field_of(Oid catalog, Oid index, AttrNumber key, oid id, Get get) {
    rows_by_oid rows(catalog, index, {{key, id}});
    const auto* const row = rows.template next_as<Row>();
    return row == nullptr ? no_oid : get(*row);
}

oid domain_of_constraint(oid constraint) {
    return field_of<FormData_pg_constraint>(ConstraintRelationId, ConstraintOidIndexId,
                                            Anum_pg_constraint_oid, constraint,
                                            [](const auto& row) { return row.contypid; });
}

oid family_of_operator(oid entry) {
    return field_of<FormData_pg_amop>(AccessMethodOperatorRelationId, AccessMethodOperatorOidIndexId,
                                      Anum_pg_amop_oid, entry,
                                      [](const auto& row) { return row.amopfamily; });
}

oid family_of_function(oid entry) {
    return field_of<FormData_pg_amproc>(AccessMethodProcedureRelationId, AccessMethodProcedureOidIndexId,
                                        Anum_pg_amproc_oid, entry,
                                        [](const auto& row) { return row.amprocfamily; });
}

object generated_column(oid expression) {
    rows_by_oid rows(AttrDefaultRelationId, AttrDefaultOidIndexId, {{Anum_pg_attrdef_oid, expression}});
    const auto* const row = rows.next_as<FormData_pg_attrdef>();
    return row == nullptr ? object{} : object{catalog::relations, row->adrelid, row->adnum};
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$'; }

/// Whether `body` contains `name` as a word, in upper or lower case.
bool mentions(std::string_view body, std::string_view name) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    for (auto from = body.begin();;) {
        const auto found = std::search(from, body.end(), name.begin(), name.end(), same);
        if (found == body.end()) return false;
        const auto end = found + static_cast<std::ptrdiff_t>(name.size());
        const bool begins = found == body.begin() || !is_word(*(found - 1));
        if (begins && (end == body.end() || !is_word(*end))) return true;
        from = found + 1;
    }
}

/// The text of a function's body; empty if the server records its dependencies, and for compiled functions.
std::string_view text_of_body(HeapTuple function, TupleDesc description) {
    const auto& form = *reinterpret_cast<const FormData_pg_proc*>(GETSTRUCT(function));
    if (form.prolang == ClanguageId || form.prolang == INTERNALlanguageId) return {};
    bool is_null = false;
    (void)heap_getattr(function, Anum_pg_proc_prosqlbody, description, &is_null);
    if (!is_null) return {};
    const Datum body = heap_getattr(function, Anum_pg_proc_prosrc, description, &is_null);
    if (is_null) return {};
    return call([body] { return const_cast<const char*>(TextDatumGetCString(body)); });
}

/// The walk from what has changed up to the views.
class walk {
  public:
    void reach(const object& one) {
        if (one.id != no_oid && reached_.insert(one).second) waiting_.push_back(one);
    }
    std::set<oid> run() {
        while (!waiting_.empty()) {
            const object next = waiting_.back();
            waiting_.pop_back();
            expand(next);
        }
        return std::move(views_);
    }

  private:
    void expand(const object& one) {
        if (one.of == catalog::operator_families) reach_types_of_family(one.id);
        if (one.of == catalog::operator_classes) reach_type_of_class(one.id);
        if (one.of == catalog::functions) reach_bodies_that_mention(one.id);
        // The columns of a relation are those of its row type.
        if (one.of == catalog::relations && kind_of_relation(one.id) != RELKIND_VIEW) {
            reach({catalog::types, row_type_of(one.id)});
        }
        for (const dependent& next : dependents_of(one)) follow(one, next);
    }

    void follow(const object& from, const dependent& next) {
        switch (next.what.of) {
        case RewriteRelationId: return follow_rule(from, next);
        case RelationRelationId: return follow_relation(next.what);
        case ConstraintRelationId: return reach({catalog::types, domain_of_constraint(next.what.id)});
        case AttrDefaultRelationId: return reach(generated_column(next.what.id));
        case AccessMethodOperatorRelationId:
            return reach({catalog::operator_families, family_of_operator(next.what.id)});
        case AccessMethodProcedureRelationId:
            return reach({catalog::operator_families, family_of_function(next.what.id)});
        case ProcedureRelationId:
        case OperatorRelationId:
        case OperatorClassRelationId:
        case OperatorFamilyRelationId:
        case TypeRelationId:
        case TSConfigRelationId:
        case TSDictionaryRelationId: return reach(next.what);
        default: return;
        }
    }

    void follow_rule(const object& from, const dependent& rule) {
        const oid view = relation_of(rule.what);
        if (view == no_oid || view == from.id || kind_of_relation(view) != RELKIND_VIEW) return;
        // A rule that uses whole rows depends also on columns that it does not name.
        if (from.part != 0 && rule.on_part != from.part && !uses_whole_rows(view, from.id)) return;
        views_.insert(view);
        reach({catalog::relations, view});
    }

    /// A relation, or a column of one, of a type that has changed.
    void follow_relation(const object& relation) {
        const char kind = kind_of_relation(relation.id);
        if (kind == RELKIND_VIEW) {
            views_.insert(relation.id);
        } else if (relation.part == 0) {
            return; // indexes, partitions: not what queries mean
        }
        reach(relation);
    }

    void reach_type_of_class(oid operator_class) {
        reach({catalog::types,
               field_of<FormData_pg_opclass>(OperatorClassRelationId, OpclassOidIndexId, Anum_pg_opclass_oid,
                                             operator_class, [](const auto& row) { return row.opcintype; })});
    }

    void reach_types_of_family(oid family) {
        rows_by_oid rows(OperatorClassRelationId, InvalidOid, {{Anum_pg_opclass_opcfamily, family}});
        while (const auto* const row = rows.next_as<FormData_pg_opclass>()) {
            reach({catalog::types, row->opcintype});
        }
    }

    void reach_bodies_that_mention(oid function) {
        const char* const name =
            call([function] { return const_cast<const char*>(get_func_name(function)); });
        if (name == nullptr) return;
        rows_by_oid rows(ProcedureRelationId, ProcedureOidIndexId, {{Anum_pg_proc_oid, FirstNormalObjectId}},
                         F_OIDGE, BTGreaterEqualStrategyNumber);
        while (HeapTuple const row = rows.next()) {
            const oid other = reinterpret_cast<const FormData_pg_proc*>(GETSTRUCT(row))->oid;
            if (other != function && mentions(text_of_body(row, rows.description()), name)) {
                reach({catalog::functions, other});
            }
        }
    }

    std::set<object> reached_;
    std::vector<object> waiting_;
    std::set<oid> views_;
};

std::vector<object> used_by(const object& one) {
    std::vector<object> all;
    rows_by_oid rows(DependRelationId, DependDependerIndexId,
                     {{Anum_pg_depend_classid, one.of}, {Anum_pg_depend_objid, one.id}});
    while (const auto* const row = rows.next_as<FormData_pg_depend>()) {
        all.push_back({row->refclassid, row->refobjid, 0});
    }
    return all;
}

std::vector<oid> rules_on(oid view) {
    std::vector<oid> all;
    rows_by_oid rows(RewriteRelationId, RewriteRelRulenameIndexId, {{Anum_pg_rewrite_ev_class, view}});
    while (const auto* const row = rows.next_as<FormData_pg_rewrite>()) all.push_back(row->oid);
    return all;
}

void add_used(std::set<object>& to, oid view) {
    std::vector<object> sources{{catalog::relations, view, 0}};
    for (const oid rule : rules_on(view)) sources.push_back({catalog::rules, rule, 0});
    for (const object& source : sources) {
        for (const object& used : used_by(source)) {
            const bool is_new = to.insert(used).second;
            if (is_new && used.of == catalog::relations && kind_of_relation(used.id) == RELKIND_VIEW) {
                add_used(to, used.id);
            }
        }
    }
}

} // namespace

std::set<object> used_by_view(oid view) {
    std::set<object> all;
    add_used(all, view);
    return all;
}

std::set<oid> views_over(const std::vector<object>& changed) {
    walk from;
    for (const object& one : changed) from.reach(one);
    return from.run();
}

} // namespace pgt::pg
