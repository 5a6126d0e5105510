/// `server_catalog`: the front end's questions, answered by the server it runs in.
#pragma once

#include <pgt/bind/catalog.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// Each answer locks the relation that it is about against changes of its definition, until the end of the transaction.
///
/// An object serves one plan. The statements of a plan ask for the same types again and again: each text is analysed once.
class server_catalog : public bind::catalog {
  public:
    [[nodiscard]] std::optional<bind::relation_info> relation(const std::string& schema,
                                                              const std::string& name) const override;
    [[nodiscard]] bind::function_kind function(const std::string& schema, const std::string& name,
                                               std::size_t arguments) const override;
    [[nodiscard]] std::vector<bind::type_info> describe(const sql::text& query,
                                                        std::size_t columns) const override;
    [[nodiscard]] bind::join_equality compare(const bind::type_info& left,
                                              const bind::type_info& right) const override;

  private:
    mutable std::map<std::string, std::vector<bind::type_info>> described_;
    mutable std::map<std::string, bind::join_equality> compared_;
};

} // namespace pgt::ext
