/// Relations that can be read but not followed.
#pragma once

#include <pgt/bind/catalog.hpp>

#include <string>

namespace pgt::bind::detail {

/// Why changes of a relation can't be followed; nothing where they can.
struct obstacle {

    std::string construct;
    std::string why;
    std::string advice;
};

[[nodiscard]] obstacle unmaintainable(relation_kind kind);

} // namespace pgt::bind::detail
