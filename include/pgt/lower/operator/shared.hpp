/// Parts of `lowering_traits` that several operators have in common.  An operator inherits by name what applies to it.
#pragma once

#include <pgt/error.hpp>
#include <pgt/lower/change/resolve.hpp>
#include <pgt/lower/facts/naming.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/facts/unique_key.hpp>
#include <pgt/lower/operator/traits.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::lower {

/// The columns are those of the first input.
struct columns_of_first_input {
    template <class Op> static row_type types(typing& t, const use<Op>& u) { return t.of(u.input(0)); }
    template <class Op> static std::vector<sql::text> names(column_names& n, const use<Op>& u) {
        return n.of(u.input(0));
    }
};
/// The columns are those of both inputs, one beside the other, as a sum has them.
struct columns_of_both_inputs {
    template <class Op> static row_type types(typing& t, const use<Op>& u) {
        return t.of_sum(t.of(u.input(0)), t.of(u.input(1)));
    }
    template <class Op> static std::vector<sql::text> names(column_names& n, const use<Op>& u) {
        return n.of(u.input(0));
    }
};

struct keys_of_first_input {
    template <class Op> static std::vector<column_set> keys(key_finder& f, const use<Op>& u) {
        return f.of(u.input(0));
    }
};
/// Nothing is known of keys.
struct no_keys {
    template <class Op> static std::vector<column_set> keys(key_finder&, const use<Op>&) { return {}; }
};

struct origins_of_first_input {
    template <class Op> static column_origins origins(origin_finder& f, const use<Op>& u) {
        return f.of(u.input(0));
    }
};
/// No column is followed through the operator.
struct no_origins {
    template <class Op> static column_origins origins(origin_finder& f, const use<Op>& u) {
        return f.none(u.whole());
    }
};

/// The change is the operator over the changes of its inputs, and none where one of them has none.
struct changes_with_inputs {
    template <class Op> static std::optional<circuit> changes(resolver& r, const use<Op>& u) {
        return r.nothing_from_nothing(u.at);
    }
};

/// Which sides of a join may be missing, so that their columns are NULL.
enum class missing : std::uint8_t { none, left, right, both };

namespace detail {
[[nodiscard]] row_type types_of_pair(typing& t, const piece& p, missing sides);
[[nodiscard]] std::vector<sql::text> names_of_pair(column_names& n, const piece& p);
[[nodiscard]] column_origins origins_of_pair(origin_finder& f, const piece& p);
[[nodiscard]] std::vector<column_set> keys_of_join(key_finder& f, const piece& p, missing sides);
} // namespace detail

/// The columns are what a pairing makes of both inputs.
template <missing Sides> struct columns_of_pair {
    template <class Op> static row_type types(typing& t, const use<Op>& u) {
        return detail::types_of_pair(t, u.at, Sides);
    }
    template <class Op> static std::vector<sql::text> names(column_names& n, const use<Op>& u) {
        return detail::names_of_pair(n, u.at);
    }
    template <class Op> static column_origins origins(origin_finder& f, const use<Op>& u) {
        return detail::origins_of_pair(f, u.at);
    }
};
template <missing Sides> struct keys_of_join {
    template <class Op> static std::vector<column_set> keys(key_finder& f, const use<Op>& u) {
        return detail::keys_of_join(f, u.at, Sides);
    }
};

/// An operator that the front end does not make yet: whatever asks for its lowering gets its `refusal`.
template <class Op> struct not_lowered {
    static row_type types(typing&, const use<Op>& u) { throw lowering_traits<Op>::refusal(u.op); }
    static std::vector<sql::text> names(column_names&, const use<Op>& u) {
        throw lowering_traits<Op>::refusal(u.op);
    }
    static std::vector<column_set> keys(key_finder&, const use<Op>& u) {
        throw lowering_traits<Op>::refusal(u.op);
    }
    static column_origins origins(origin_finder&, const use<Op>& u) {
        throw lowering_traits<Op>::refusal(u.op);
    }
    static block sql(relational&, const use<Op>& u) { throw lowering_traits<Op>::refusal(u.op); }
};

} // namespace pgt::lower
