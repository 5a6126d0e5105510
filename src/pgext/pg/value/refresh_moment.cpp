#include "pg/value/refresh_moment.hpp"

#include "pg/boundary/server.hpp"
#include "pg/value/function.hpp"

extern "C" {
#include <access/xact.h>
}

namespace pgt::pg {
namespace {

const refresh_moments* current = nullptr;

moment moment_of_refresh() { return current == nullptr ? begin_of_transaction() : current->now; }
moment moment_before() { return current == nullptr ? begin_of_transaction() : current->before; }

} // namespace

moment begin_of_transaction() noexcept { return static_cast<moment>(GetCurrentTransactionStartTimestamp()); }

refresh_moment::refresh_moment(refresh_moments of) noexcept : own_(of), outer_(current) { current = &own_; }

refresh_moment::~refresh_moment() { current = outer_; }

} // namespace pgt::pg

PGT_SQL_FUNCTION(pgtrickle_moment_of_refresh, pgt::pg::moment_of_refresh);
PGT_SQL_FUNCTION(pgtrickle_moment_before, pgt::pg::moment_before);
