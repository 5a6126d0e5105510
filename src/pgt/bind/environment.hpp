/// `environment`: the WITH queries that a query can name, and the recursions that it stands in.
#pragma once

#include "bind/relation.hpp"

#include <pgt/syntax/select.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgt::bind::detail {

struct with_entry;
struct outer_scope;

/// The lists of WITH around a query, from the inside out.
struct environment {

    const environment* outer = nullptr;
    std::vector<with_entry*> entries = {};
};

/// The body of a recursion, which is a circuit closed in itself: what comes from outside is imported, each circuit once.
struct frame {

    frame* outer = nullptr;
    std::uint64_t scope = 0;
    bool is_set = false; ///< of UNION: each row once, however often it is derived
    std::vector<circuit> inputs = {};
    std::vector<circuit> imports = {};
};

/// Where a query stands.
struct place {

    const environment* with = nullptr;
    frame* body = nullptr;
    const outer_scope* outer = nullptr; ///< of a subquery: the query around it
};

/// What the name of a WITH query means inside that query.
enum class own_name : std::uint8_t { of_others, forbidden, iterate };

/// A WITH query; bound when it is first named, so that one that is never named costs nothing.
struct with_entry {

    const syntax::with_query* query = nullptr;
    bool may_recurse = false;
    environment known = {}; ///< the WITH queries that it can name
    frame* body = nullptr;  ///< the recursion that it stands in
    const outer_scope* outer = nullptr;
    std::optional<relation> bound = {};

    own_name self = own_name::of_others;
    std::optional<relation> iterate = {}; ///< while the recursive term is being bound
    frame* iterate_body = nullptr;
    bool recursed = false; ///< the recursive term has named it

    [[nodiscard]] place home() const { return {&known, body, outer}; }
};

/// In a recursion of UNION ALL each step goes on from the rows of the last one, with their number, so it must be linear.
void refuse_in_bag_recursion(const place& where, const std::string& construct, int at);

[[nodiscard]] with_entry* find_with(const place& from, const std::string& name);

} // namespace pgt::bind::detail
