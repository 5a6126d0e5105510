/// `delta_store`: a delta that a statement can read like a table, without a catalog entry.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/query/captured_rows.hpp"
#include "pg/value/value.hpp"

#include <pgt/lower/protocol.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct EphemeralNamedRelationData;

namespace pgt::pg {

/// A column of a `delta_store`.
struct delta_column {
    std::string name;
    oid type = no_oid;
    std::int32_t modifier = -1;
    oid collation = no_oid;
};

/// Rows with weights: +1 for an inserted row, -1 for a deleted one. Statements read it under its name, after
/// `spi::offer`: as a table of its columns and, last, `__pgt_weight integer`. Large ones go to temporary files, or are read where they
/// were captured.
///
/// It belongs to the transaction or subtransaction that creates it, and must not outlast it.
class delta_store {
  public:
    static constexpr const char* weight_column = lower::protocol::weight_column;

    /// Throws `error` if memory is exhausted, or a column has an impossible type.
    delta_store(std::string name, std::span<const delta_column> columns);
    /// Of rows that are not copied; about `expected` of them. Only a `change_statement` reads these.
    delta_store(std::string name, std::span<const delta_column> columns,
                std::shared_ptr<captured_rows> captured, std::size_t expected);
    delta_store(delta_store&& other) noexcept;
    delta_store& operator=(delta_store&&) = delete;
    ~delta_store();

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// The number of rows, regardless of weights; of captured rows what is expected.
    [[nodiscard]] std::size_t size() const noexcept { return counts_.rows; }
    /// The sum of the positive weights.
    [[nodiscard]] std::int64_t inserted() const noexcept { return counts_.inserted; }
    /// The sum of the negative weights, as a positive number.
    [[nodiscard]] std::int64_t deleted() const noexcept { return counts_.deleted; }

    struct counts {
        std::size_t rows = 0;
        std::int64_t inserted = 0;
        std::int64_t deleted = 0;

        void count(std::int32_t weight) noexcept {
            ++rows;
            (weight < 0 ? deleted : inserted) += weight < 0 ? -std::int64_t{weight} : std::int64_t{weight};
        }
    };

    /// Null: the rows are in this store.
    [[nodiscard]] captured_rows* captured() const noexcept { return captured_.get(); }

    /// For the code that fills and reads it.
    [[nodiscard]] Tuplestorestate* rows() const noexcept { return rows_; }
    [[nodiscard]] TupleDescData* description() const noexcept { return description_; }
    /// Under its name, with the number of rows that the planner is to expect. Only inside `call`.
    [[nodiscard]] EphemeralNamedRelationData* as_relation(double estimate) const;
    [[nodiscard]] counts& counted() noexcept { return counts_; }

  private:
    std::string name_;
    MemoryContextData* memory_;
    TupleDescData* description_;
    Tuplestorestate* rows_;
    counts counts_;
    std::shared_ptr<captured_rows> captured_;
};

} // namespace pgt::pg
