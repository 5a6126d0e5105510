/// `frontier`: which changes a stream table has applied.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::ext {

/// A state of the database, as a snapshot describes it: which transactions had ended. A stream table that was
/// refreshed under a snapshot has applied exactly the changes that the frontier of this snapshot covers.
///
/// A transaction may refresh after it has changed the sources itself; then the frontier also says how many of its
/// own commands it covers.
///
/// The text of a frontier is that of PostgreSQL's pg_snapshot, followed by @ and the transaction's own part
/// if there is one: `700:703:701`, `700:703:701@702.4`.
class frontier {
  public:
    /// Covers nothing.
    frontier() = default;
    /// `below`: transactions before it had ended. `end`: those from it on had not begun. `running`: those
    /// between that had not ended, in ascending order. `own`: the transaction in which the snapshot was taken, or 0 if
    /// that had changed nothing, with the number of its command.
    frontier(std::uint64_t below, std::uint64_t end, std::vector<std::uint64_t> running,
             std::uint64_t own = 0, std::uint32_t own_command = 0);

    /// Reads what `to_text` wrote. Throws `user_error` if it is anything else.
    [[nodiscard]] static frontier parse(std::string_view text);
    [[nodiscard]] std::string to_text() const;

    /// What no frontier lacks: covers every change there will ever be.
    [[nodiscard]] static frontier everything();
    /// What all of them cover; everything if there are none. Of two that each cover a part of a different transaction the
    /// part of one is left out, so that the meet may cover less than it could, never more.
    [[nodiscard]] static frontier meet(std::span<const frontier> all);

    /// Whether it covers no change at all.
    [[nodiscard]] bool is_empty() const noexcept { return *this == frontier(); }

    /// Whether it covers a change: by its top-level transaction, and the number of its command there.
    [[nodiscard]] bool covers(std::uint64_t transaction, std::uint32_t command) const noexcept;

    /// Whether this one covers all that `other` does.
    [[nodiscard]] bool includes(const frontier& other) const noexcept;

    /// All transactions before it are covered.
    [[nodiscard]] std::uint64_t below() const noexcept { return below_; }
    /// Those that had not ended, its own aside.
    [[nodiscard]] const std::vector<std::uint64_t>& running() const noexcept { return running_; }

    bool operator==(const frontier&) const = default;

  private:
    /// Whether all of a transaction is covered, whatever its command.
    [[nodiscard]] bool covers_all_of(std::uint64_t transaction) const noexcept;

    std::uint64_t below_ = 0;
    std::uint64_t end_ = 0;
    std::vector<std::uint64_t> running_;
    std::uint64_t own_ = 0;
    std::uint32_t own_command_ = 0;
};

} // namespace pgt::ext
