#include "scheduler/failure.hpp"

#include "pg/boundary/error.hpp"
#include "pg/boundary/report.hpp"
#include "pg/boundary/text.hpp"

#include <pgt/error.hpp>

#include <exception>
#include <format>

namespace pgt::ext {
namespace {

/// Of the message of an error that is recorded, in bytes; it may quote whole documents.
constexpr std::size_t longest_message = 2000;

failed_refresh described(std::string sqlstate, std::string_view message, std::string_view detail) {
    return {std::move(sqlstate),
            pg::shortened(detail.empty() ? std::string(message) : std::format("{}: {}", message, detail),
                          longest_message)};
}

} // namespace

failed_refresh describe(const user_error& why) { return described(why.sqlstate(), why.what(), why.detail()); }

failed_refresh describe_failure() {
    try {
        throw;
    } catch (const pg::error& why) {
        return described(why.sqlstate(), why.what(), why.detail());
    } catch (const user_error& why) { return describe(why); } catch (const std::bad_alloc& why) {
        return described("53200", "out of memory", "");
    } catch (const std::exception& why) {
        return described(std::string(sqlstate::internal_error), why.what(), "");
    } catch (...) { return described(std::string(sqlstate::internal_error), "unknown failure", ""); }
}

void log_failure(std::string_view what) noexcept {
    try {
        const failed_refresh why = describe_failure();
        pg::report(pg::severity::log, std::format("pg_trickle: {} failed: {}", what, why.message));
    } catch (...) { // not even the log can be written
    }
}

} // namespace pgt::ext
