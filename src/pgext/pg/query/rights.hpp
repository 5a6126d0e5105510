/// `query_rights`: whether one may run a query, asked without running it.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/query/analysis.hpp"

#include <cstdint>

struct List;

namespace pgt::pg {

/// The rights that a query asks for, views in it included: what a view reads is asked of the view's owner, as the server does,
/// and of the current user as well, since what keeps a table up to date reads that itself.
class query_rights {
  public:
    explicit query_rights(const analysed_query& query);
    query_rights(const query_rights&) = delete;
    query_rights& operator=(const query_rights&) = delete;
    ~query_rights();

    /// Throws what a SELECT of the current user's would: `error` or `user_error` 42501 if rights are missing, or row-level
    /// security would hide rows. Costs nothing as long as nothing has changed since it was last asked.
    void check() const;

  private:
    void check_relations() const;
    void check_functions() const;
    void check_schemas() const;

    MemoryContextData* memory_;
    List* relations_ = nullptr;       ///< range table entries
    List* permissions_ = nullptr;     ///< what is asked of them
    List* functions_ = nullptr;       ///< by their numbers
    List* schemas_ = nullptr;         ///< the same
    mutable oid allowed_ = no_oid;    ///< who was
    mutable std::uint64_t as_of_ = 0; ///< `changes_of_rights` then
};

/// Throws `user_error` 42501 if row-level security of a table hides rows even from the current user, who owns it.
void check_own_policies(oid table);

} // namespace pgt::pg
