/// What one session has made of a query, for the others: in memory that all sessions share.
///
/// A text is found by a name that is computed from all that the text was made from. Nothing is ever removed or announced: after a change the name is another one, and
/// what was kept under the old name is overwritten at some time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pgt::pg {

struct plan_name {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    bool operator==(const plan_name&) const = default;
};

/// Requests the memory from the server. Call this when the module is loaded while the server starts.
void request_shared_plans();

/// A number that is chosen at random when the server starts, and that no role is told.
[[nodiscard]] std::uint64_t secret_of_plans();

/// The name for some content in this database. It depends on a secret of the running server: no role can choose contents that share one.
[[nodiscard]] plan_name name_of_plan(std::string_view content);

/// Nothing if no session has shared a text under this name, or another one has taken its place.
[[nodiscard]] std::optional<std::string> find_shared_plan(const plan_name& name);

/// Makes a text known to all sessions. Does nothing with one that is too long, or while another session writes.
void share_plan(const plan_name& name, std::string_view text);

} // namespace pgt::pg
