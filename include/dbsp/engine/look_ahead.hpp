/// `look_ahead`: rows on their way into an operator wait for a moment, so that the memory that they will need is fetched together.
#pragma once

#include <dbsp/engine/gathered.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// The changes that an executor gives stand in a list until the end of the run.
template <class Executor> concept keeps_rows = requires(Executor& one) { one.rows(); };

/// The key of a waiting row, of which the operator gives `Key`: a value, or a reference into the row.
template <class Key> class noted_key {
  public:
    static constexpr bool is_cheap = std::is_trivially_copyable_v<Key>;
    void take_key(Key key) { key_.emplace(std::move(key)); }
    [[nodiscard]] const Key& key() const { return *key_; }

  private:
    std::optional<Key> key_;
};
template <class Key> class noted_key<Key&> {
  public:
    static constexpr bool is_cheap = true;
    void take_key(Key& key) { key_ = &key; }
    [[nodiscard]] const Key& key() const { return *key_; }

  private:
    const Key* key_ = nullptr;
};

/// Rows on their way from `Executor` into an operator.  `Stages`, one of the operator for each of its inputs, has
///
/// - `begin(row, note)`, which notes the key of a row, and its hash;
/// - `fetch_slots(note)`, `fetch_entries(note)`, `fetch_rows(row, note)`, `fetch_places(note)`: these ask for memory, each from what the one before
///   has asked for;
/// - `use(row, weight, note)`, the work itself;
/// - `is_first_load()`: whether the operator knows nothing yet.  Many rows come gathered by key then.
///
/// Rows that stand in a list wait there, small ones are copied, others do not wait.  Rows of one key keep their order.
template <class Executor, class Row, class W, class Note> class look_ahead {
    static constexpr bool copies = std::is_trivially_copyable_v<Row> && sizeof(Row) <= 128;
    static constexpr std::size_t size = 32;
    static constexpr std::size_t least = 3; ///< fewer are not worth the stages
    static constexpr std::size_t many = 4096;

    using entry = std::pair<Row, W>;
    struct no_list {};

  public:
    /// All rows of a run of `from`.
    template <class Stages> void run(Executor& from, Stages&& stages) {
        if constexpr (keeps_rows<Executor>) {
            run_list(from.rows(), stages);
        } else if constexpr (copies) {
            waiting_.clear();
            from.run([&](const Row& row, const W& w) {
                if (waiting_.size() == size) { flush(stages); }
                waiting_.emplace_back(row, w);
            });
            flush(stages);
        } else {
            from.run([&](const Row& row, const W& w) { use_one(row, w, stages); });
        }
    }

  private:
    template <class Stages> void flush(Stages& stages) {
        use_block(waiting_.size(), stages, [this](std::size_t at) -> const entry& { return waiting_[at]; });
        waiting_.clear();
    }
    template <class Stages> void run_list(const std::vector<entry>& rows, Stages& stages) {
        if constexpr (Note::is_cheap) {
            if (rows.size() >= many && stages.is_first_load()) {
                run_gathered(rows, stages);
                return;
            }
        }
        for (std::size_t from = 0; from < rows.size(); from += size) {
            use_block(std::min(size, rows.size() - from), stages,
                      [&](std::size_t at) -> const entry& { return rows[from + at]; });
        }
    }
    template <class Stages> void run_gathered(const std::vector<entry>& rows, Stages& stages) {
        gathered const order(rows.size(), [&](std::size_t at) {
            Note note{};
            stages.begin(rows[at].first, note);
            return note.hash;
        });
        for (std::size_t from = 0; from < rows.size(); from += size) {
            order.ahead(from + size, size, [&](std::size_t at) {
                __builtin_prefetch(&rows[at]);
                __builtin_prefetch(&rows[at].second); // it may stand in two lines of the cache
            });
            use_block(std::min(size, rows.size() - from), stages,
                      [&](std::size_t at) -> const entry& { return rows[order[from + at]]; });
        }
    }

    template <class Stages> static void use_one(const Row& row, const W& w, Stages& stages) {
        Note note{};
        stages.begin(row, note);
        stages.use(row, w, note);
    }
    template <class Stages, class At> static void use_block(std::size_t count, Stages& stages, At at) {
        if (count < least) {
            for (std::size_t i = 0; i < count; ++i) { use_one(at(i).first, at(i).second, stages); }
            return;
        }
        std::array<Note, size> notes{};
        for (std::size_t i = 0; i < count; ++i) { stages.begin(at(i).first, notes[i]); }
        for (std::size_t i = 0; i < count; ++i) { stages.fetch_slots(notes[i]); }
        for (std::size_t i = 0; i < count; ++i) { stages.fetch_entries(notes[i]); }
        for (std::size_t i = 0; i < count; ++i) { stages.fetch_rows(at(i).first, notes[i]); }
        for (std::size_t i = 0; i < count; ++i) { stages.fetch_places(notes[i]); }
        for (std::size_t i = 0; i < count; ++i) { stages.use(at(i).first, at(i).second, notes[i]); }
    }

    [[no_unique_address]] std::conditional_t<!keeps_rows<Executor> && copies, std::vector<entry>, no_list>
        waiting_;
};

} // namespace dbsp::detail
