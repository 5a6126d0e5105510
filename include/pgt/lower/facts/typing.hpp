/// The types of the columns of a circuit, and which of them may be NULL.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

/// What is known of a column of a circuit.
struct column_type {
    bind::type_info type; ///< an empty name where it is not known
    bool nullable = true;
};
using row_type = std::vector<column_type>;

/// NULL of a known type.
[[nodiscard]] sql::text typed_null(const bind::type_info& type);

/// Types follow from those of the sources; of expressions the catalog is asked, by a query over typed NULLs, so that it need not know
/// what the circuit reads.  Where one input leaves a type open (a bare NULL) the other decides.
class typing {
  public:
    typing(const bind::query& query, const bind::catalog& types) : query_(query), types_(types) {}

    const row_type& of(const circuit& c);
    /// The columns of `fn(row)`.
    [[nodiscard]] row_type of_expressions(const std::vector<expression>& list, const row_type& in) const;

    /// The rows of a leaf that is no source of the query.
    void bind_leaf(const leaf& which, row_type rows) { bound_[which] = std::move(rows); }

    /// The type that PostgreSQL finds for values of both.
    [[nodiscard]] bind::type_info common_type(const bind::type_info& a, const bind::type_info& b) const;
    /// What `=` between values of the two means.  Where two collations differ, PostgreSQL may take neither.
    [[nodiscard]] bind::join_equality compared(const bind::type_info& a, const bind::type_info& b);

    // What operators compose their types of:

    [[nodiscard]] row_type of_leaf(const leaf& which) const;
    [[nodiscard]] const row_type& of_iterate(std::uint64_t scope) const { return iterates_.at(scope); }
    [[nodiscard]] const row_type& of_import(std::uint64_t scope, std::size_t index) const {
        return imports_.at({scope, index});
    }
    /// The rows of a recursion over these inputs.
    row_type of_recursion(const recursion_body& recursion, const std::vector<circuit>& inputs);
    /// The types of a sum: where its terms have two, the one that PostgreSQL finds for both.
    [[nodiscard]] row_type of_sum(row_type a, const row_type& b) const;

    using column_texts = std::vector<sql::text>;
    using print_column = std::function<sql::text(std::size_t i, const column_texts& columns)>;
    using print_clause = std::function<sql::text(const column_texts& columns)>;
    /// Asks for the types of `print(i, columns)`, for the columns i of `result`, over a row of typed NULLs.
    void ask(row_type& result, const std::vector<std::size_t>& unknown, const row_type& in,
             const print_column& print, const print_clause& group_by = {}) const;

  private:
    [[nodiscard]] row_type of_constants(const std::string& name) const;
    [[nodiscard]] typing tried(std::uint64_t scope, const row_type& iterate) const;

    const bind::query& query_;
    const bind::catalog& types_;
    by_circuit<row_type> known_;
    std::map<std::array<std::string, 4>, bind::join_equality> compared_;
    std::map<leaf, row_type> bound_;
    std::map<std::uint64_t, row_type> iterates_;
    std::map<std::pair<std::uint64_t, std::size_t>, row_type> imports_;
};

} // namespace pgt::lower
