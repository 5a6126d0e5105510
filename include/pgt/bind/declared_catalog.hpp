/// `declared_catalog`: a catalog made from CREATE statements, where there is no server.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/parse/schema.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>

namespace pgt::bind {

/// What PostgreSQL knows of its own types.  Of others nothing is known but the name, and they count as types with an equality.
[[nodiscard]] type_info builtin_type(const std::string& name);

/// Serves tests and the offline tool.  Names without a schema are those of schema public.
class declared_catalog final : public catalog {

  public:
    /// Errors: those of parse::parse_schema.
    explicit declared_catalog(const std::string& schema);
    /// A relation that CREATE statements can't describe.
    void add(relation_info info);

    [[nodiscard]] std::optional<relation_info> relation(const std::string& schema,
                                                        const std::string& name) const override;
    [[nodiscard]] function_kind function(const std::string& schema, const std::string& name,
                                         std::size_t) const override;
    [[nodiscard]] std::vector<type_info> describe(const sql::text& query, std::size_t columns) const override;
    [[nodiscard]] join_equality compare(const type_info& left, const type_info& right) const override;

  private:
    using qualified_name = std::pair<std::string, std::string>;

    static relation_kind kind_of(parse::declared_kind kind);
    void declare(const parse::declaration& one);
    /// A unique key that may be NULL identifies nothing.
    static void add_key(relation_info& info, const std::vector<std::string>& names);

    std::map<qualified_name, relation_info> relations_;
    std::set<qualified_name> aggregates_;
};

} // namespace pgt::bind
