/// `no_catalog`: a catalog that knows nothing, for what needs one and asks it nothing that matters.
#pragma once

#include <pgt/bind/catalog.hpp>

namespace pgt::bind {

/// No relations, no functions, and expressions of unknown types.
class no_catalog final : public catalog {
  public:
    [[nodiscard]] std::optional<relation_info> relation(const std::string&,
                                                        const std::string&) const override {
        return std::nullopt;
    }
    [[nodiscard]] function_kind function(const std::string&, const std::string&, std::size_t) const override {
        return function_kind::unknown;
    }
    [[nodiscard]] std::vector<type_info> describe(const sql::text&, std::size_t columns) const override {
        return std::vector<type_info>(columns);
    }
    [[nodiscard]] join_equality compare(const type_info&, const type_info&) const override { return {}; }
};

} // namespace pgt::bind
