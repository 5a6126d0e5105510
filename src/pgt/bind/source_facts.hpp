/// `source_facts`: what a binder knows of the leaves of its circuits.
#pragma once

#include "bind/binder.hpp"

#include <pgt/unnest/unnest.hpp>

#include <string>

namespace pgt::bind::detail {

class source_facts final : public unnest::leaf_facts {
  public:
    explicit source_facts(const binder& of) : binder_(of) {}

    [[nodiscard]] std::size_t width(const std::string& leaf) const override;
    [[nodiscard]] bool never_null(const unnest::leaf_column& column) const override;
    [[nodiscard]] bool image_is_equality(const unnest::leaf_column& column) const override;
    [[nodiscard]] std::vector<std::vector<std::size_t>> keys(const std::string& leaf) const override;
    [[nodiscard]] bool determines(const unnest::leaf_column& a, const unnest::leaf_column& b) const override;
    [[nodiscard]] circuit imported(const import_of& which) const override;

  private:
    [[nodiscard]] const relation_info* relation_of(const std::string& leaf) const;

    [[nodiscard]] const type_info* type_of(const unnest::leaf_column& column) const;

    const binder& binder_;
};

} // namespace pgt::bind::detail
