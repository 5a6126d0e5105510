/// The SQL functions that gate sources.
#include "catalog/conditions.hpp"
#include "lifecycle/gate_source.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/report.hpp"
#include "pg/value/function.hpp"

#include <format>
#include <string>

namespace {

using namespace pgt;

void set_gate(const std::string& written, bool gated, const char* function) {
    pg::refuse_on_standby("gate sources");
    pg::refuse_if_restricted(function);
    const pg::oid source = ext::require_maintained_source(written);
    if (ext::set_gate(source, gated, pg::user_name(pg::current_user()))) { return; }
    pg::report(pg::severity::notice,
               std::format("source \"{}\" is {} gated", pg::printed_name(source), gated ? "already" : "not"));
}

void gate_source(const std::string& source) { set_gate(source, true, "gate_source()"); }

void ungate_source(const std::string& source) { set_gate(source, false, "ungate_source()"); }

} // namespace

PGT_SQL_FUNCTION(pgtrickle_gate_source, gate_source);
PGT_SQL_FUNCTION(pgtrickle_ungate_source, ungate_source);
