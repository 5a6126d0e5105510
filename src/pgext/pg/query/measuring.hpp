/// `measuring`: what the statements of a refresh do, as EXPLAIN ANALYZE shows it.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <string>
#include <vector>

struct QueryDesc;

namespace pgt::pg {

/// How plans are printed.
enum class plan_format : std::uint8_t { text, json, xml, yaml };

struct measured_statement {
    std::string relation; ///< that it changed, without its schema; empty if it only reads
    double ms = 0;        ///< from the first row to the last one
    double rows = 0;      ///< that it went through at its top
    std::string plan;
};

/// While one lives, every `change_statement` that runs is measured.
class measuring {
  public:
    explicit measuring(plan_format format);
    measuring(const measuring&) = delete;
    measuring& operator=(const measuring&) = delete;
    ~measuring();

    /// Those that have come to their end, in their order.
    [[nodiscard]] std::vector<measured_statement> statements() const;

    struct kept_statement;

  private:
    measuring* before_;
    plan_format format_;
    MemoryContextData* memory_;
    kept_statement* first_ = nullptr;
    kept_statement* last_ = nullptr;

    friend void note_measured(QueryDesc* done);
};

/// Whether statements are measured: then they have to be started with instruments.
[[nodiscard]] bool is_measuring() noexcept;
/// Keeps what a statement with instruments has done, before it is ended. Only inside `call`.
void note_measured(QueryDesc* done);

} // namespace pgt::pg
