/// The error of statements that find a stream table and its changes at odds.
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <cstdint>
#include <format>
#include <string>

namespace {

using namespace pgt;

std::int64_t inconsistent(const std::string& what) {
    throw user_error(sqlstate::data_corrupted,
                     std::format("stream table is inconsistent with the changes of its sources: {}", what))
        .hint("Call pgtrickle.refresh_stream_table(..., force_mode => 'FULL') to recompute it.");
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_inconsistent, inconsistent);
