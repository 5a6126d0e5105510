/// `step_failure`: the operator and the row at which a step has failed.
#pragma once

#include <dbsp/detail/transaction.hpp>
#include <dbsp/error.hpp>
#include <dbsp/value/print.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dbsp {

/// Where a step has failed.
struct step_failure {
    std::string op; ///< name and label of the operator: `map (amount * 2)`
    std::string
        at; ///< what it was processing: `row (1, 'pen')`, `group 'north'`; empty where there was no memory for it
};

namespace detail {

template <class Op> std::string name_and_label(const Op& op) {
    std::string text = Op::name;
    if constexpr (requires {
                      { op.label() } -> std::convertible_to<std::string>;
                  }) {
        if (std::string const label = op.label(); !label.empty()) { text += " (" + label + ")"; }
    }
    return text;
}

/// Takes down where the running step fails.
class failure_note {
  public:
    void clear() noexcept { known_.reset(); }
    [[nodiscard]] const std::optional<step_failure>& known() const { return known_; }
    /// What another note knows, where this one knows nothing.
    void take(failure_note& other) noexcept {
        if (!known_) { known_ = std::move(other.known_); }
        other.clear();
    }

    /// To be called while an exception is handled.  The first call in a step counts: it comes from the innermost operator.
    template <class Op, class T> void blame(const Op& op, const char* what, const T& value) noexcept {
        if (known_) { return; }
        auto& where = known_.emplace();
        try {
            where.op = name_and_label(op);
            where.at = std::string(what) + " " + to_text(value);
            tell(where);
        } catch (...) { // NOLINT(bugprone-empty-catch): the exception itself counts, not a text for it
        }
    }

  private:
    /// Errors of the library say it themselves.
    static void tell(const step_failure& where) {
        try {
            throw;
        } catch (error& known) {
            known.add_place("in " + where.op + ", at " + where.at);
        } catch (...) { // NOLINT(bugprone-empty-catch): of others the engine tells it
        }
    }

    std::optional<step_failure> known_;
};

/// `work()`; where it throws, the step has failed at `value` of `op`.
template <class Op, class T, class Work>
void attribute(failure_note& note, const Op& op, const char* what, const T& value, Work&& work) {
    try {
        std::forward<Work>(work)();
    } catch (...) {
        note.blame(op, what, value);
        throw;
    }
}

/// A fixpoint gives up to follow its changes; no caller sees it.
struct work_limit {};

/// What a running step keeps for its end.
struct step_environment {
    transaction states;
    failure_note failure;
    std::uint64_t work = 0; ///< how many rows and groups have been visited inside fixpoints
    std::uint64_t limit = ~std::uint64_t{0};

    /// Throws `work_limit` where that is more than the limit.
    void visits(std::uint64_t count) {
        work += count;
        if (work > limit) { throw work_limit(); }
    }

    /// All states of a body that can be recomputed; null where none is.
    std::vector<participant*>* members = nullptr;
    void enroll(participant& one) const {
        if (members != nullptr) { members->push_back(&one); }
    }
};

} // namespace detail
} // namespace dbsp
