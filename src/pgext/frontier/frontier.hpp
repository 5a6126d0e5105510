/// `frontier`: how far a stream table has taken in what changed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::ext {

/// A moment of the database, as a snapshot knows it: which transactions were over. A stream table that was
/// refreshed under a snapshot has taken in exactly what the frontier made of it covers.
///
/// A transaction may refresh after it has changed the sources itself; then the frontier also says how far
/// into its own changes it went, counted in its commands.
///
/// The text of a frontier is that of PostgreSQL's pg_snapshot, followed by @ and the transaction's own part
/// if there is one: `700:703:701`, `700:703:701@702.4`.
class frontier {
  public:
    /// Covers nothing.
    frontier() = default;
    /// `below`: transactions before it were over. `end`: those from it on had not begun. `running`: those
    /// between that were not over, in ascending order. `own`: the transaction that it was taken in, or 0 if
    /// that had changed nothing, with the number of its command.
    frontier(std::uint64_t below, std::uint64_t end, std::vector<std::uint64_t> running,
             std::uint64_t own = 0, std::uint32_t own_command = 0);

    /// Reads what `to_text` wrote. Throws `user_error` if it is anything else.
    [[nodiscard]] static frontier parse(std::string_view text);
    [[nodiscard]] std::string to_text() const;

    /// Whether a change was taken in: by its top-level transaction, and the number of its command there.
    [[nodiscard]] bool covers(std::uint64_t transaction, std::uint32_t command) const noexcept;

    /// Whether this one covers all that `other` does.
    [[nodiscard]] bool includes(const frontier& other) const noexcept;

    /// All transactions before it are covered.
    [[nodiscard]] std::uint64_t below() const noexcept { return below_; }
    /// Those that were not over, our own aside.
    [[nodiscard]] const std::vector<std::uint64_t>& running() const noexcept { return running_; }

    bool operator==(const frontier&) const = default;

  private:
    std::uint64_t below_ = 0;
    std::uint64_t end_ = 0;
    std::vector<std::uint64_t> running_;
    std::uint64_t own_ = 0;
    std::uint32_t own_command_ = 0;
};

} // namespace pgt::ext
