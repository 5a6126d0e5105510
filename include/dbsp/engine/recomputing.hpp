/// `restart_policy`, `restarted_relation`: what a fixpoint needs so that it can be recomputed in place of following its changes.
#pragma once

#include <dbsp/detail/recycle.hpp>
#include <dbsp/detail/undo.hpp>
#include <dbsp/engine/failure.hpp>
#include <dbsp/zset/staging.hpp>

#include <array>
#include <cstdint>
#include <ranges>
#include <tuple>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// Says when a fixpoint is recomputed, by what it has cost: counts of rows and groups that its body has visited, so that the answer depends
/// on the changes alone and not on the machine.
///
/// Recomputing it is taken to cost as much as the last time, in proportion to the rows of the inputs; to follow a change what the changed
/// rows of earlier steps have cost.  Where a step has cost more than recomputing it would, it is given up.
class restart_policy {
  public:
    /// What is remembered: work of the last computation from nothing and rows of the inputs at that time, work of steps that followed
    /// changes, and how many rows had changed in them.
    using counts = std::array<std::uint64_t, 4>;
    [[nodiscard]] counts& kept() { return counts_; }

    /// How much work recomputing it is, as far as it is known.
    [[nodiscard]] std::uint64_t work_from_nothing(std::uint64_t rows) const {
        auto const& [work, rows_then, followed, changed] = counts_;
        return rows_then == 0 ? unknown : scaled(work, rows, rows_then);
    }
    /// Whether a step that changes so many rows had better not follow them.
    [[nodiscard]] bool at_once(std::uint64_t changed_rows, std::uint64_t rows) const {
        auto const& [work, rows_then, followed, changed] = counts_;
        return changed > 0 && scaled(followed, changed_rows, changed) > work_from_nothing(rows);
    }

    void computed(std::uint64_t work, std::uint64_t rows) {
        if (rows == 0) { return; }
        counts_[0] = work;
        counts_[1] = rows;
    }
    /// Steps of long ago count less.
    void followed(std::uint64_t work, std::uint64_t rows) {
        if (counts_[3] > remembered * (rows + 1)) {
            counts_[2] -= counts_[2] / 2;
            counts_[3] -= counts_[3] / 2;
        }
        counts_[2] += work;
        counts_[3] += rows;
    }
    /// A step that was given up would have cost more: at least as much again.
    void given_up(std::uint64_t work, std::uint64_t rows) {
        counts_[2] = 2 * work;
        counts_[3] = rows;
    }
    /// A step that did not try: so that one does some time, when it may have become cheaper.
    void not_tried() { counts_[2] -= counts_[2] / 16; }

  private:
    static constexpr std::uint64_t unknown = ~std::uint64_t{0};
    static constexpr std::uint64_t remembered = 8; ///< about so many steps

    static std::uint64_t scaled(std::uint64_t work, std::uint64_t rows, std::uint64_t of_rows) {
        __extension__ using wide = unsigned __int128;
        wide const result = static_cast<wide>(work) * rows / of_rows;
        return result > unknown ? unknown : static_cast<std::uint64_t>(result);
    }

    counts counts_{};
};

/// A relation that is kept because a fixpoint may be recomputed: an input of it, or its result.
template <class T, class W> class restarted_relation {
  public:
    /// What is left between steps.
    [[nodiscard]] auto& kept() { return rows_; }
    /// How many rows there are, as of now.
    [[nodiscard]] std::size_t size() const { return rows_.size() - gone_; }

    void add(const T& row, const W& w) {
        if (w == W{}) { return; }
        make_room(changes_);
        auto const made = staging::add(rows_, row, w);
        changes_.push_back(made);
        if (made.zero) { ++gone_; }
        if (!made.fresh && made.before == W{}) { --gone_; }
    }
    /// `use(row, weight)` for all rows, as of now.
    template <class Use> void for_each(Use&& use) const {
        for (const auto& [row, w] : rows_) {
            if (w != W{}) { use(row, w); }
        }
    }
    void commit() noexcept {
        for (const auto& one : changes_) {
            if (one.zero) { staging::purge(rows_, one.at); }
        }
        gone_ = 0;
        recycle(changes_);
    }
    void rollback() noexcept {
        for (const auto& one : changes_ | std::views::reverse) { staging::take_back(rows_, one); }
        gone_ = 0;
        recycle(changes_);
    }

  private:
    zset<T, W> rows_;
    std::vector<staging::change<W>> changes_; ///< of this step
    std::size_t gone_ = 0; ///< rows that stay until the step is committed, with the weight zero
};

/// What a fixpoint keeps, and the steps of its body by themselves: where one is given up, the rest of the circuit does not notice.
template <class Result, class W, class... In> struct restarting {
    step_environment step;
    std::vector<participant*> members; ///< the states of the body
    std::tuple<restarted_relation<In, W>...> inputs;
    restarted_relation<Result, W> result;
    restart_policy policy;

    restarting() { step.members = &members; }

    [[nodiscard]] std::uint64_t rows() const {
        return std::apply([](const auto&... one) { return (std::uint64_t{0} + ... + one.size()); }, inputs);
    }
    /// The body has seen nothing yet.
    void forget_all() noexcept {
        for (auto* const one : members) { one->set_aside(); }
        aside_ = true;
    }
    void begin() noexcept {
        step.work = 0;
        before_ = policy.kept();
    }
    void commit() noexcept {
        step.states.commit();
        if (std::exchange(aside_, false)) {
            for (auto* const one : members) { one->drop_aside(); }
        }
        each_relation([](auto& one) noexcept { one.commit(); });
    }
    void rollback() noexcept {
        step.states.rollback();
        step.failure.clear();
        if (std::exchange(aside_, false)) {
            for (auto* const one : members) { one->put_back(); }
        }
        each_relation([](auto& one) noexcept { one.rollback(); });
        policy.kept() = before_;
    }
    /// What is left between steps.
    template <class Context> void keep_in(Context& context) {
        each_relation([&](auto& one) { context.keep(one.kept()); });
        context.keep(policy.kept());
    }

  private:
    template <class Use> void each_relation(Use use) {
        std::apply([&](auto&... one) { (use(one), ...); }, inputs);
        use(result);
    }

    restart_policy::counts before_{};
    bool aside_ = false;
};

} // namespace dbsp::detail
