/// `relation_watch`: notices that the definition of a relation has changed.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <vector>

namespace pgt::pg {

/// Tells whether one of its relations may have changed since its construction: its columns, name, indexes, statistics. Changes of other transactions are seen once these have ended and this one takes its next lock.
class relation_watch {
  public:
    explicit relation_watch(std::vector<oid> relations);
    relation_watch(const relation_watch&) = delete;
    relation_watch& operator=(const relation_watch&) = delete;
    ~relation_watch();

    [[nodiscard]] bool triggered() const noexcept { return triggered_; }
    /// Resets it: to be called before looking at the relations again.
    void rearm() noexcept { triggered_ = false; }
    [[nodiscard]] const std::vector<oid>& relations() const noexcept { return relations_; }

    /// For the server's callback; `relation` is 0 if everything may have changed.
    void notice(oid relation) noexcept;

  private:
    std::vector<oid> relations_; ///< in ascending order
    bool triggered_ = false;
};

/// Has every `relation_watch` notice a change of a relation: those of this transaction after its next command, those of others when it has
/// committed. Nothing happens if there is no such relation.
void announce_change(oid relation);

/// Counts changes that may concern privileges: grants on relations, functions and schemas, row-level security, roles and their members. Sees changes of other transactions as a `relation_watch` does.
[[nodiscard]] std::uint64_t changes_of_rights();

/// Counts changes of functions, operators and casts, by which a call that is read again may become a call of another function.
[[nodiscard]] std::uint64_t changes_of_calls();

} // namespace pgt::pg
