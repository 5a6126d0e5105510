/// `keyed_input`: an input whose rows have keys, so that a row is replaced or deleted by its key alone.
#pragma once

#include <dbsp/detail/step_log.hpp>
#include <dbsp/value/print.hpp>
#include <dbsp/wiring/function.hpp>
#include <dbsp/wiring/inputs.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace dbsp {

/// A table of rows by `key(row)`, whose changes are pushed into an input; no key has two rows.
///
///     keyed_input orders(running.input<order>("orders"), [](const order& o) { return get<"id">(o); });
///     orders.upsert({1, "north", 10});
///     orders.upsert({1, "north", 20}); // replaces it
///     orders.erase(1);
///
/// Each function has an effect as a whole or throws.  Errors: `key_error`, where `insert` meets its key and `erase` does not.
/// Nothing else may be pushed into the input.  It has to live as long; a step that fails has no effect on the table, which has the rows
/// as of the last push.
template <class Row, class Key, class W = default_weight> class keyed_input {
  public:
    using row_type = Row;
    using key_type = std::remove_cvref_t<std::invoke_result_t<const Key&, const Row&>>;

    keyed_input(input<Row, W>& in, Key key) : in_(&in), key_(std::move(key)), log_(in.steps()) {
        if (detail::lacks_target(key_)) {
            throw circuit_error("keyed_input: the key is empty; there is nothing to call");
        }
    }
    keyed_input(const keyed_input&) = delete;
    keyed_input(keyed_input&&) noexcept = default;
    keyed_input& operator=(const keyed_input&) = delete;
    keyed_input& operator=(keyed_input&&) noexcept = default;
    ~keyed_input() = default;

    /// A row whose key is not there.
    void insert(Row row) {
        key_type name = key_(std::as_const(row));
        if (auto const* known = find(name)) {
            throw key_error("keyed_input: there is a row with key " + to_text(name) +
                            " already: " + to_text(*known));
        }
        put(std::move(name), std::move(row));
    }
    /// A row that takes the place of the one with its key, where there is one; says whether there was none.
    bool upsert(Row row) {
        key_type name = key_(std::as_const(row));
        auto const is_new = find(name) == nullptr;
        put(std::move(name), std::move(row));
        return is_new;
    }
    /// Deletes the row with this key.
    void erase(const key_type& name) {
        if (!try_erase(name)) { throw key_error("keyed_input: there is no row with key " + to_text(name)); }
    }
    /// The same; says whether there was one.
    bool try_erase(const key_type& name) {
        auto const at = rows_.find(name);
        if (at == rows_.end()) { return false; }
        auto& changes = log_.with_room_at(in_->steps());
        in_->reserve_pushes(1);
        change made{at->first, at->second};
        in_->push(std::move(at->second), -W{1});
        rows_.erase(at);
        changes.push_back(std::move(made));
        return true;
    }
    /// Inserts every row of a range: a first state, say.  Where a key is there already, `key_error`, and none is inserted.
    template <std::ranges::input_range Rows> void load(Rows&& rows) {
        if constexpr (std::ranges::sized_range<Rows>) {
            auto const count = static_cast<std::size_t>(std::ranges::size(rows));
            rows_.reserve(rows_.size() + count);
            in_->reserve_pushes(count);
        }
        auto& changes = log_.at(in_->steps());
        auto const before = changes.size();
        try {
            for (auto&& row : rows) { insert(Row(std::forward<decltype(row)>(row))); }
        } catch (...) {
            in_->drop_last(changes.size() - before);
            undo(changes, before);
            throw;
        }
    }
    /// Takes back everything since the last step that succeeded.
    void withdraw() {
        auto& changes = log_.at(in_->steps());
        rows_.reserve(rows_.size() + changes.size());
        in_->withdraw();
        undo(changes, 0);
    }

    /// The row with this key, as of the last push; null where there is none.  Valid until the next change.
    [[nodiscard]] const Row* find(const key_type& name) const {
        auto const at = rows_.find(name);
        return at == rows_.end() ? nullptr : &at->second;
    }
    [[nodiscard]] bool contains(const key_type& name) const { return rows_.contains(name); }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    /// The rows, in no particular order.
    [[nodiscard]] auto rows() const { return std::views::values(rows_); }

    /// For snapshots: the rows, and what `withdraw` needs.
    void save(byte_writer& out) const {
        out.text(form());
        out.count(rows_.size());
        for (const auto& [name, row] : rows_) { detail::write_value(out, row); }
        auto const changes = log_.known_at(in_->steps());
        out.number(in_->steps());
        out.count(changes.size());
        for (const auto& one : changes) {
            detail::write_value(out, one.key);
            detail::write_value(out, one.before);
        }
    }
    /// Gives a function that puts in what has been read, and does not throw.
    [[nodiscard]] auto load(byte_reader& in) {
        detail::require_form(form(), in.text());
        decltype(rows_) rows;
        for (auto left = in.count(); left > 0; --left) {
            auto row = detail::read_value<Row>(in);
            auto name = key_(std::as_const(row));
            if (!rows.try_emplace(std::move(name), std::move(row)).second) {
                byte_reader::throw_damaged("a keyed_input has a key twice");
            }
        }
        auto const steps = in.number<std::uint64_t>();
        std::vector<change> changes;
        for (auto left = in.count(); left > 0; --left) {
            auto name = detail::read_value<key_type>(in);
            changes.push_back({std::move(name), detail::read_value<std::optional<Row>>(in)});
        }
        return [this, rows = std::move(rows),
                log = detail::step_log<change>(steps, std::move(changes))]() mutable {
            rows_ = std::move(rows);
            log_ = std::move(log);
        };
    }

  private:
    static std::string form() {
        return "keyed_input of " + detail::serial_name<Row>() + " by " + detail::serial_name<key_type>();
    }

    /// What is needed to undo a change of the table.
    struct change {
        key_type key;
        std::optional<Row> before;
    };

    void put(key_type name, Row row) {
        auto const at = rows_.find(name);
        if (at != rows_.end() && equal(at->second, row)) { return; }
        auto& changes = log_.with_room_at(in_->steps());
        in_->reserve_pushes(2);
        Row pushed = row;
        if (at == rows_.end()) {
            change made{name, std::nullopt};
            rows_.try_emplace(std::move(name), std::move(row));
            changes.push_back(std::move(made));
        } else {
            change made{std::move(name), at->second};
            in_->push(std::exchange(at->second, std::move(row)), -W{1});
            changes.push_back(std::move(made));
        }
        in_->push(std::move(pushed), W{1});
    }
    /// There is room in the table.
    void undo(std::vector<change>& changes, std::size_t down_to) noexcept {
        for (; changes.size() > down_to; changes.pop_back()) {
            auto& [key, before] = changes.back();
            if (before) {
                rows_.insert_or_assign(std::move(key), std::move(*before));
            } else {
                rows_.erase(key);
            }
        }
    }

    input<Row, W>* in_;
    Key key_;
    boost::unordered_flat_map<key_type, Row, value_hash, value_equal> rows_;
    detail::step_log<change> log_;
};

template <class Row, class W, class Key> keyed_input(input<Row, W>&, Key) -> keyed_input<Row, Key, W>;

} // namespace dbsp
