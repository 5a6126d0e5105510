#include "ddl/publications.hpp"

#include "pg/dependency.hpp"
#include "pg/lookup.hpp"
#include "pg/publication.hpp"
#include "pg/report.hpp"

#include <pgt/error.hpp>

#include <format>

namespace pgt::ext {
namespace {

constexpr const char* advice = "Publish the tables that are wanted, stream tables among them, by their names or schemas.";

} // namespace

void warn_of_publication(pg::oid publication) {
    if (!pg::publishes_all_tables(publication)) { return; }
    pg::report(pg::severity::warning, "the publication contains the tables of pg_trickle",
               "Subscribers need tables of the same names, and would take over what the catalog of pg_trickle says about "
               "this database. Change buffers are in the list of its tables, but nothing of them is ever sent.",
               advice);
}

void refuse_publishing(const pg::object& published) {
    const pg::oid relation = pg::relation_of(published);
    if (relation != pg::no_oid) {
        if (!pg::belongs_to_extension(relation)) { return; }
        throw user_error(sqlstate::feature_not_supported,
                         std::format("publishing table \"{}\" of pg_trickle is not supported",
                                     pg::name_of_relation(relation)->for_people()))
            .hint(advice);
    }
    if (published.of == pg::catalog::published_schemas && pg::is_published_schema_of_extension(published.id)) {
        throw user_error(sqlstate::feature_not_supported, "publishing a schema of pg_trickle is not supported")
            .hint(advice);
    }
}

} // namespace pgt::ext
