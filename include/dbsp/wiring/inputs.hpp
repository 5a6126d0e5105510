/// The inputs of a running circuit, by name.
#pragma once

#include <dbsp/detail/recycle.hpp>
#include <dbsp/detail/type_name.hpp>
#include <dbsp/detail/undo.hpp>
#include <dbsp/error.hpp>
#include <dbsp/zset/serial.hpp>
#include <dbsp/zset/zset.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <ranges>
#include <string>
#include <typeinfo>
#include <utility>
#include <vector>

namespace dbsp {

/// Where changes are put until the next step.  Obtained from an engine or an evaluator; lives as long as that.  It is the input itself,
/// so keep a reference: what is pushed into a copy would be lost.
template <class Row, class W = default_weight> class input {
  public:
    input() = default;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wc++26-extensions" // a reason for what is deleted: both compilers have it
    input(const input&) =
        delete ("an input is no copy of one: take a reference, auto& in = engine.input<row>(name)");
    input& operator=(const input&) = delete ("an input is no copy of one: keep a pointer to it");
#pragma GCC diagnostic pop
    ~input() = default;

    void push(Row row, W w = W{1}) { pushed().emplace_back(std::move(row), w); }
    void insert(Row row) { push(std::move(row), W{1}); }
    void erase(Row row) { push(std::move(row), -W{1}); }
    void push(const zset<Row, W>& change) { pushed().insert(pushed().end(), change.begin(), change.end()); }

    /// Every row of a range, once.
    template <std::ranges::input_range Rows>
        requires std::convertible_to<std::ranges::range_reference_t<Rows>, Row>
    void load(Rows&& rows) {
        if constexpr (std::ranges::sized_range<Rows>) {
            pushed().reserve(pushed().size() + static_cast<std::size_t>(std::ranges::size(rows)));
        }
        for (auto&& row : rows) { insert(Row(std::forward<decltype(row)>(row))); }
    }

    /// Room for so many pushes, which then do not throw where moving a row does not.
    void reserve_pushes(std::size_t count) {
        while (pushed().capacity() - pushed().size() < count) {
            pushed().reserve(std::max<std::size_t>(8, 2 * pushed().capacity()));
        }
    }
    /// Takes back the last pushes, which are staged.
    void drop_last(std::size_t count) noexcept {
        pushed().erase(pushed().end() - static_cast<std::ptrdiff_t>(count), pushed().end());
    }
    /// How many steps have taken what was pushed before them; one that fails does not count.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

    /// Takes back what is staged, in the order in which it was pushed: also the changes of a step that failed.
    std::vector<std::pair<Row, W>> withdraw() {
        prepare();
        return std::exchange(pushed(), {});
    }

    /// For snapshots: what is staged, and the number of steps.
    static std::string form() { return detail::serial_name<Row>() + ", weights " + detail::serial_name<W>(); }
    void save(byte_writer& out) const {
        out.number(steps_);
        out.count(failed_.size() + lists_[staged_at_].size());
        for (const auto* list : {&failed_, &lists_[staged_at_]}) {
            for (const auto& one : *list) { detail::write_value(out, one); }
        }
    }
    /// Gives a function that puts in what has been read, and does not throw.
    [[nodiscard]] auto load(byte_reader& in) {
        auto const steps = in.number<std::uint64_t>();
        std::vector<std::pair<Row, W>> staged;
        for (auto left = in.count(); left > 0; --left) {
            staged.push_back(detail::read_value<std::pair<Row, W>>(in));
        }
        return [this, steps, staged = std::move(staged)]() mutable {
            failed_.clear();
            lists_[1 - staged_at_].clear();
            pushed() = std::move(staged);
            steps_ = steps;
        };
    }

    /// The changes of the running step, as they were pushed: not consolidated.
    [[nodiscard]] const std::vector<std::pair<Row, W>>& batch() const { return lists_[1 - staged_at_]; }

    /// What is staged stands in one list then.
    void prepare() {
        if (failed_.empty()) { return; }
        failed_.insert(failed_.end(), std::make_move_iterator(pushed().begin()),
                       std::make_move_iterator(pushed().end()));
        pushed() = std::exchange(failed_, {});
    }
    /// Begins a step, after `prepare`: what is staged becomes the batch.
    void advance() noexcept {
        detail::recycle(lists_[1 - staged_at_]);
        staged_at_ = 1 - staged_at_;
        ++steps_;
    }
    /// The step has failed: its changes are staged again, before all that was pushed since.
    void take_back() noexcept {
        failed_.swap(lists_[1 - staged_at_]);
        --steps_;
    }

  private:
    [[nodiscard]] std::vector<std::pair<Row, W>>& pushed() { return lists_[staged_at_]; }

    /// What is staged, and the batch of the running step.  Steps exchange the roles of the lists, not their contents: to exchange the members of two
    /// vectors takes 2 ns more (5.4 instead of 3.2, measured alone), much of a step of one change.
    std::array<std::vector<std::pair<Row, W>>, 2> lists_;
    std::size_t staged_at_ = 0;
    std::uint64_t steps_ = 0;
    std::vector<std::pair<Row, W>>
        failed_; ///< the changes of a step that failed; they come before the staged ones
};

namespace detail {

/// All inputs of one circuit.
class input_registry {
  public:
    /// The input called `name`, made at first mention.  Throws `circuit_error` when it has other rows.
    template <class Row, class W> input<Row, W>& declare(const std::string& name) {
        auto at = slots_.find(name);
        if (at == slots_.end()) {
            make_room(in_order_);
            at = slots_.emplace(name, std::make_unique<typed_slot<Row, W>>()).first;
            in_order_.push_back(at->second.get());
        }
        return cast<Row, W>(name, *at->second);
    }

    /// The input called `name`.  Throws `circuit_error` when there is none, or it has other rows.
    template <class Row, class W> input<Row, W>& find(const std::string& name) {
        auto const at = slots_.find(name);
        if (at == slots_.end()) {
            throw circuit_error("no input called '" + name + "'; the circuit has " + names());
        }
        return cast<Row, W>(name, *at->second);
    }

    /// Begins a step.  Where this throws, all is as it was.
    void advance() {
        if (taken_back_) {
            for (auto* const one : in_order_) { one->prepare(); }
            taken_back_ = false;
        }
        for (auto* const one : in_order_) { one->advance(); }
    }
    void take_back() noexcept {
        for (auto* const one : in_order_) { one->take_back(); }
        taken_back_ = true;
    }

  private:
    struct slot {
        slot() = default;
        slot(const slot&) = delete;
        slot& operator=(const slot&) = delete;
        virtual ~slot() = default;
        virtual void prepare() = 0;
        virtual void advance() noexcept = 0;
        virtual void take_back() noexcept = 0;
        [[nodiscard]] virtual std::string row_name() const = 0;
    };
    template <class Row, class W> struct typed_slot final : slot {
        input<Row, W> rows;
        void prepare() override { rows.prepare(); }
        void advance() noexcept override { rows.advance(); }
        void take_back() noexcept override { rows.take_back(); }
        [[nodiscard]] std::string row_name() const override { return std::string(type_name<Row>()); }
    };

    template <class Row, class W> static input<Row, W>& cast(const std::string& name, slot& found) {
        if (auto* typed = dynamic_cast<typed_slot<Row, W>*>(&found)) { return typed->rows; }
        throw circuit_error("input '" + name + "' has rows of type '" + found.row_name() + "', not '" +
                            std::string(type_name<Row>()) + "'");
    }
    [[nodiscard]] std::string names() const {
        std::string text;
        for (const auto& [name, found] : slots_) { text += (text.empty() ? "'" : ", '") + name + "'"; }
        return text.empty() ? "none" : text;
    }

    std::map<std::string, std::unique_ptr<slot>> slots_;
    std::vector<slot*> in_order_; ///< all of them, as each step visits them
    bool taken_back_ = false;     ///< the last step has failed
};

} // namespace detail
} // namespace dbsp
