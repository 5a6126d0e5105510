/// `object`: anything with a row of its own in the server's catalogs, or a column of a relation.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace pgt::pg {

/// The catalogs of objects, by their oids, which never change.
namespace catalog {
inline constexpr oid relations = 1259;
inline constexpr oid types = 1247;
inline constexpr oid functions = 1255;
inline constexpr oid operators = 2617;
inline constexpr oid operator_classes = 2616;
inline constexpr oid operator_families = 2753;
inline constexpr oid collations = 3456;
inline constexpr oid constraints = 2606;
inline constexpr oid rules = 2618;
inline constexpr oid triggers = 2620;
inline constexpr oid search_configurations = 3602;
inline constexpr oid search_dictionaries = 3600;
inline constexpr oid publications = 6104;
inline constexpr oid published_relations = 6106;
inline constexpr oid published_schemas = 6237;
inline constexpr oid schemas = 2615;
} // namespace catalog

/// In place of a column's number: a reference to whole rows, which depends on all columns and their names.
inline constexpr std::int32_t whole_rows = -1;

struct object {
    oid of = no_oid; ///< the catalog
    oid id = no_oid;
    std::int32_t part = 0; ///< the number of a column, or `whole_rows`; 0: all of it

    auto operator<=>(const object&) const = default;
};

/// Its kind, and its name with its schema: `function public.f(integer)`. Empty if it does not exist any more.
[[nodiscard]] std::string description_of(const object& one);

/// The relation of a rule or a trigger; none for other objects and for dropped ones.
[[nodiscard]] oid relation_of(const object& rule_or_trigger);

/// Whether its schema is temporary.
[[nodiscard]] bool is_temporary(const object& one);

} // namespace pgt::pg
