/// `order_key`: one expression of an ORDER BY.
#pragma once

#include <pgt/expr/expression.hpp>
#include <pgt/sql/text.hpp>

namespace pgt {

/// An expression of an ORDER BY, and how it orders: ` DESC NULLS LAST`, or nothing.
struct order_key {
    expression by;
    sql::text order;

    friend bool operator==(const order_key&, const order_key&) = default;
};

} // namespace pgt
