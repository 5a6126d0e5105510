#include "ddl/publications.hpp"

#include "catalog/states.hpp"
#include "pg/access/dependency.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/report.hpp"
#include "pg/ddl/publication.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>

namespace pgt::ext {
namespace {

constexpr const char* advice =
    "Publish the tables that are wanted, stream tables among them, by their names or schemas.";

void refuse_relation(pg::oid relation) {
    if (!pg::belongs_to_extension(relation) && !is_state(relation)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("publishing table \"{}\" of pg_trickle is not supported",
                                 pg::name_of_relation(relation)->for_people()))
        .hint(advice);
}

void refuse_schema(pg::oid schema) {
    if (!pg::is_schema_of_extension(schema)) { return; }
    throw user_error(sqlstate::feature_not_supported, "publishing a schema of pg_trickle is not supported")
        .hint(advice);
}

} // namespace

void check_publication(pg::oid publication) {
    if (pg::publishes_all_tables(publication)) {
        pg::report(pg::severity::warning, "the publication contains the tables of pg_trickle",
                   "Subscribers need tables of the same names, and take over what the catalog of pg_trickle "
                   "says about "
                   "this database. Change buffers are never sent.",
                   advice);
    }
    std::ranges::for_each(pg::published_relations(publication), refuse_relation);
    std::ranges::for_each(pg::published_schemas(publication), refuse_schema);
}

} // namespace pgt::ext
