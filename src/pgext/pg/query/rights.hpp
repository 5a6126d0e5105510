/// `query_rights`: checks the privileges that a query needs without running it.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/query/analysis.hpp"

#include <cstdint>
#include <string>

struct List;

namespace pgt::pg {

/// The privileges that a query needs, including its views: for relations behind a view they are checked for the view's owner, as the server does, and for the current user as well, because maintenance statements read these relations directly.
class query_rights {
  public:
    explicit query_rights(const analysed_query& query);
    /// Of the text that another one has printed.
    explicit query_rights(const std::string& printed);
    query_rights(const query_rights&) = delete;
    query_rights& operator=(const query_rights&) = delete;
    ~query_rights();

    [[nodiscard]] std::string printed() const;

    /// Throws what a SELECT of the current user would throw: `error` or `user_error` 42501 if privileges are missing, or row-level security would hide rows. Free as long as nothing has changed since the last call.
    void check() const;

  private:
    void check_relations() const;
    void check_functions() const;
    void check_schemas() const;

    MemoryContextData* memory_;
    List* relations_ = nullptr;       ///< range table entries
    List* permissions_ = nullptr;     ///< the privileges needed
    List* functions_ = nullptr;       ///< by their numbers
    List* schemas_ = nullptr;         ///< the same
    mutable oid allowed_ = no_oid;    ///< the user that was last found to have them
    mutable std::uint64_t as_of_ = 0; ///< `changes_of_rights` at that time
};

} // namespace pgt::pg
