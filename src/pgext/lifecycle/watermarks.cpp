/// The SQL functions of watermarks and their groups.
#include "catalog/watermarks.hpp"
#include "catalog/store.hpp"
#include "lifecycle/gate_source.hpp"
#include "lifecycle/sqlstates.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/standby.hpp"
#include "pg/value/function.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <format>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace pgt;

/// The contents of a stream table are as complete as what it reads, whatever a caller says.
pg::oid require_loaded_source(const std::string& written) {
    const pg::oid source = ext::require_maintained_source(written);
    if (!ext::find_stream_table(source)) { return source; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("stream table \"{}\" cannot have a watermark", pg::printed_name(source)))
        .detail("It is as complete as the tables that it reads.")
        .hint("Use the tables that it reads instead.");
}

bool is_finite(pg::moment time) {
    const auto microseconds = static_cast<std::int64_t>(time);
    return microseconds != std::numeric_limits<std::int64_t>::min() &&
           microseconds != std::numeric_limits<std::int64_t>::max();
}

void advance_watermark(const std::string& written, pg::moment watermark) {
    pg::refuse_on_standby("advance watermarks");
    pg::refuse_if_restricted("advance_watermark()");
    const pg::oid source = require_loaded_source(written);
    if (!is_finite(watermark)) {
        throw user_error(sqlstate::invalid_parameter_value, "a watermark must not be infinite")
            .hint("Pass the time up to which the source is complete.");
    }
    const auto present = ext::write_watermark(source, watermark, pg::user_name(pg::current_user()));
    if (!present || *present == watermark) { return; }
    throw user_error(sqlstate::data_exception, std::format("watermark of source \"{}\" cannot move backwards",
                                                           pg::printed_name(source)))
        .detail("Its watermark is later than the one given; pgtrickle.watermarks() shows it.")
        .hint("Pass a later time, or the same one.");
}

void check_tolerance(double seconds) {
    if (std::isfinite(seconds) && seconds >= 0) { return; }
    throw user_error(sqlstate::invalid_parameter_value, std::format("tolerance_secs must not be {}", seconds))
        .detail("It is by how many seconds the watermarks of the sources may differ.")
        .hint("Pass 0 or more.");
}

std::vector<pg::oid> sources_of_group(const std::vector<std::string>& written) {
    std::vector<pg::oid> all;
    for (const std::string& one : written) {
        const pg::oid source = require_loaded_source(one);
        if (std::ranges::contains(all, source)) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("source \"{}\" is given twice", pg::printed_name(source)))
                .hint("Pass each source once.");
        }
        all.push_back(source);
    }
    if (all.size() >= 2) { return all; }
    throw user_error(sqlstate::invalid_parameter_value, "a watermark group needs at least two sources")
        .detail("It compares the watermarks of its sources.")
        .hint("Pass the names of all sources that are loaded together.");
}

std::int32_t create_watermark_group(const std::string& name, const std::vector<std::string>& sources,
                                    double tolerance) {
    pg::refuse_on_standby("create watermark groups");
    pg::refuse_if_restricted("create_watermark_group()");
    if (name.empty()) {
        throw user_error(sqlstate::invalid_parameter_value, "the name of a watermark group must not be empty")
            .hint("Pass a name that no other group has.");
    }
    check_tolerance(tolerance);
    const auto id = ext::insert_watermark_group(name, sources_of_group(sources), tolerance);
    if (id) { return *id; }
    throw user_error(sqlstate::duplicate_object, std::format("watermark group \"{}\" already exists", name))
        .hint("Drop it with pgtrickle.drop_watermark_group(), or pass another name.");
}

void drop_watermark_group(const std::string& name) {
    pg::refuse_on_standby("drop watermark groups");
    pg::refuse_if_restricted("drop_watermark_group()");
    const auto group = ext::find_watermark_group(name);
    if (!group) {
        throw user_error(sqlstate::undefined_object,
                         std::format("watermark group \"{}\" does not exist", name))
            .hint("See pgtrickle.watermark_groups().");
    }
    for (const pg::oid source : group->sources) {
        if (pg::name_of_relation(source)) { ext::check_may_maintain_source(source); }
    }
    ext::delete_watermark_group(group->id);
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_advance_watermark, advance_watermark);
PGT_SQL_FUNCTION(pgtrickle_create_watermark_group, create_watermark_group);
PGT_SQL_FUNCTION(pgtrickle_drop_watermark_group, drop_watermark_group);
