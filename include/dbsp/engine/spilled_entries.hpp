/// `spilled_entries`: the entries of a state table that an engine has put on disk.
#pragma once

#include <dbsp/engine/cold_entries.hpp>
#include <dbsp/engine/recently_used.hpp>
#include <dbsp/engine/saved_states.hpp>
#include <dbsp/engine/size_of_state.hpp>
#include <dbsp/store/key_value_store.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// What a state has in memory.
struct memory_use {
    std::uint64_t rows = 0;
    std::uint64_t used = 0;   ///< bytes of entries that were used since some had to leave
    std::uint64_t unused = 0; ///< bytes of the others
    std::uint64_t copies = 0; ///< what is known of copies on disk

    [[nodiscard]] std::uint64_t bytes() const { return used + unused + copies; }
    friend memory_use operator+(memory_use a, memory_use b) {
        return {a.rows + b.rows, a.used + b.used, a.unused + b.unused, a.copies + b.copies};
    }
};

/// Which entries have to leave: so many of 2^32 by a mixed hash, so that entries of one hash leave together.
struct leaving_share {
    static constexpr std::uint64_t all = std::uint64_t{1} << 32U;
    std::uint64_t of_used = 0;
    std::uint64_t of_unused = 0;
    std::uint64_t salt = 0; ///< others in each round

    [[nodiscard]] bool takes(std::uint64_t hash, bool used) const {
        constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
        return (((hash ^ salt) * odd) >> 32U) < (used ? of_used : of_unused);
    }
};

/// A state that can be put on disk, for the engine.
class spilled_state {
  public:
    spilled_state() = default;
    spilled_state(const spilled_state&) = delete;
    spilled_state& operator=(const spilled_state&) = delete;
    virtual ~spilled_state() = default;

    virtual void attach(key_value_store& store, std::uint32_t number) = 0;
    /// About how many rows have come into memory, or been changed there, since `measure`.
    [[nodiscard]] virtual std::uint64_t changes() const = 0;
    virtual memory_use measure() = 0;
    /// Where this throws, each entry is in one place still.
    virtual void put_on_disk(const leaving_share& share) = 0;
};

/// Entries stand on disk by their hashes: those of one hash are one value of the store.  They are all in memory or all on disk.
///
/// An entry that comes into memory leaves its copy on disk behind.  The copy is of no account from then on (`copies_`): as long as no entry of
/// its hash changes, they leave memory without being written again; where none is left, the copy is erased when others are written.
template <class K, class V, class Before, class... Function>
class spilled_entries final : public cold_entries<K, V>, public spilled_state {
    using table = state_table<K, V, Before>;
    using resident = typename table::resident;

  public:
    explicit spilled_entries(table& of, const Function&... function) : table_(&of), function_(&function...) {}

    void attach(key_value_store& store, std::uint32_t number) override {
        store_ = &store;
        number_ = number;
        table_->attach(*this);
    }
    [[nodiscard]] std::uint64_t changes() const override { return changes_; }
    memory_use measure() override {
        memory_use all{.copies = copies_.bucket_count() * (sizeof(copy) + sizeof(std::uint64_t) + 1)};
        auto const place = table_->allocated() / std::max<std::size_t>(1, table_->size_in_memory());
        table_->for_each_in_memory([&](const K& key, const V& value) {
            auto const size = size_of_state(value);
            auto& bytes = recent_.contains(hash_of(key)) ? all.used : all.unused;
            bytes += place + heap_bytes(key) + size.bytes;
            all.rows += size.rows;
        });
        changes_ = 0;
        return all;
    }

    void fetch(const K& key, bool changes) override {
        auto const hash = hash_of(key);
        recent_.note(hash);
        if (changes) { ++changes_; }
        if (aside_) { return; }
        if (auto const known = copies_.find(hash); known != copies_.end()) {
            known->second.is_current = known->second.is_current && !changes;
            return;
        }
        if (entries_ == 0 || table_->is_in_memory(key)) { return; }
        bring(hash, changes);
    }

    void put_on_disk(const leaving_share& share) override {
        auto leaving = chosen(share);
        erase_copies_without_entries();
        write_all(leaving);
        table_->shrink();
        copies_.rehash(0);
        recent_.begin_anew(table_->size_in_memory());
    }

    [[nodiscard]] std::size_t size() const override { return entries_; }
    [[nodiscard]] state_size stored() const override {
        return {.rows = 0, .bytes = 0, .disk_rows = rows_, .disk_bytes = bytes_};
    }
    void for_each(const std::function<void(const K&, const V&)>& use) const override {
        each_stored([&](std::uint64_t hash, std::string_view bytes) {
            for (const auto& [key, value] : decoded(hash, bytes)) { use(key, value); }
        });
    }
    /// Erases nothing on disk: the copies are of no account then.
    void erase_keys(const std::function<bool(const K&)>& test) override {
        std::vector<changed_copy> changed;
        each_stored([&](std::uint64_t hash, std::string_view bytes) {
            changed_copy one{.hash = hash, .bytes = bytes.size(), .entries = decoded(hash, bytes)};
            auto const is_erased = [&](const auto& entry) { return test(entry.first); };
            if (std::ranges::any_of(one.entries, is_erased)) { changed.push_back(std::move(one)); }
        });
        for (auto& one : changed) {
            // the others come into memory, to be erased there or not
            admit(one.hash, one.bytes, std::move(one.entries), true);
        }
    }

    void set_aside() noexcept override { aside_ = true; }
    void put_back() noexcept override { aside_ = false; }
    void forget() noexcept override {
        aside_ = false;
        ++generation_;
        copies_.clear();
        entries_ = 0;
        rows_ = 0;
        bytes_ = 0;
    }

  private:
    using entry_list = std::vector<std::pair<K, V>>;
    /// What is on disk of a hash whose entries are in memory.
    struct copy {
        bool is_current;        ///< the entries are as they were written
        bool has_entry = false; ///< some entry with that hash is left
        std::size_t bytes = 0;
    };
    struct leaving_entry {
        std::uint64_t hash;
        resident at;
    };
    struct changed_copy {
        std::uint64_t hash;
        std::size_t bytes;
        entry_list entries;
    };
    /// One write of the store takes about so much.
    static constexpr std::size_t run_bytes = std::size_t{4} << 20U;

    /// Number of the state, generation, hash: the highest byte first, so that they are in order.
    static void append(std::string& to, std::uint64_t value, unsigned bytes) {
        while (bytes-- > 0) { to += static_cast<char>(static_cast<unsigned char>(value >> (8 * bytes))); }
    }
    [[nodiscard]] std::string start_of(std::uint64_t generation) const {
        std::string key;
        append(key, number_, 4);
        append(key, generation, 8);
        return key;
    }
    [[nodiscard]] std::string key_of(std::uint64_t hash) const {
        auto key = start_of(generation_);
        append(key, hash, 8);
        return key;
    }
    static std::uint64_t hash_in(std::string_view key) {
        std::uint64_t hash = 0;
        for (char const one : key.substr(key.size() - 8)) {
            hash = hash << 8U | static_cast<unsigned char>(one);
        }
        return hash;
    }

    [[nodiscard]] entry_list decoded(std::uint64_t hash, std::string_view bytes) const {
        try {
            byte_reader in(bytes);
            entry_list entries;
            for (auto left = in.count(); left > 0; --left) {
                auto key = read_value<K>(in);
                if (hash_of(key) != hash) { byte_reader::throw_damaged("a key stands in another's place"); }
                entries.emplace_back(std::move(key), read_entry(in));
            }
            in.finish();
            return entries;
        } catch (const snapshot_error&) {
            throw store_error("spill: what the store has given back is not what was written");
        }
    }
    [[nodiscard]] V read_entry(byte_reader& in) const {
        return std::apply([&](const auto*... of) { return saved_entry<V>::load(in, *of...); }, function_);
    }
    static std::uint64_t rows_of(const entry_list& entries) {
        std::uint64_t rows = 0;
        for (const auto& [key, value] : entries) { rows += size_of_state(value).rows; }
        return rows;
    }

    /// The entries of a hash come into memory, if there are some.
    void bring(std::uint64_t hash, bool changes) {
        if (auto const bytes = store_->get(key_of(hash))) {
            admit(hash, bytes->size(), decoded(hash, *bytes), changes);
        }
    }
    void admit(std::uint64_t hash, std::size_t bytes, entry_list entries, bool changes) {
        auto const rows = rows_of(entries);
        table_->make_room_for(entries.size());
        copies_.try_emplace(hash, copy{.is_current = !changes, .bytes = bytes});
        entries_ -= entries.size();
        rows_ -= rows;
        bytes_ -= bytes;
        changes_ += rows;
        for (auto& [key, value] : entries) { table_->admit(std::move(key), std::move(value)); }
    }

    /// The entries that have to leave, by their hashes.  Notes for which copies there are entries.
    [[nodiscard]] std::vector<leaving_entry> chosen(const leaving_share& share) {
        for (auto& [hash, of] : copies_) { of.has_entry = false; }
        std::vector<leaving_entry> leaving;
        table_->each_resident([&](resident at, const K& key, const V&) {
            auto const hash = hash_of(key);
            if (auto const known = copies_.find(hash); known != copies_.end()) {
                known->second.has_entry = true;
            }
            if (share.takes(hash, recent_.contains(hash))) { leaving.push_back({hash, at}); }
        });
        std::ranges::sort(leaving, {}, &leaving_entry::hash);
        return leaving;
    }
    /// Also what was forgotten.
    void erase_copies_without_entries() {
        store_batch batch;
        if (erased_below_ < generation_) { batch.erased.emplace_back(start_of(0), start_of(generation_)); }
        std::vector<std::uint64_t> hashes;
        for (const auto& [hash, of] : copies_) {
            if (!of.has_entry) { hashes.push_back(hash); }
        }
        std::ranges::sort(hashes);
        for (auto const hash : hashes) { batch.erase(key_of(hash)); }
        if (batch.empty()) { return; }
        store_->write(batch);
        erased_below_ = generation_;
        for (auto const hash : hashes) { copies_.erase(hash); }
    }

    void write_all(std::span<const leaving_entry> leaving) {
        struct at_end { // also where a write fails
            table* of;
            ~at_end() { of->close_gaps(); }
        };
        at_end const closes{table_};
        while (!leaving.empty()) { leaving = leaving.subspan(write_run(leaving)); }
    }
    /// Writes some of the entries, and gives how many have left memory.
    std::size_t write_run(std::span<const leaving_entry> leaving) {
        store_batch batch;
        std::size_t count = 0;
        while (count < leaving.size() && batch.bytes < run_bytes) {
            auto const same = with_first_hash(leaving.subspan(count));
            // Whatever becomes of the write, the copy is of no account as long as the entries are in memory.
            auto const [known, fresh] = copies_.try_emplace(same.front().hash, copy{.is_current = false});
            if (!known->second.is_current) {
                auto bytes = encoded_residents(same);
                known->second.bytes = bytes.size();
                batch.put(key_of(same.front().hash), std::move(bytes));
            }
            count += same.size();
        }
        if (!batch.empty()) { store_->write(batch); }
        auto const written = leaving.first(count);
        for (auto left = written; !left.empty();) {
            auto const same = with_first_hash(left);
            leave(same);
            left = left.subspan(same.size());
        }
        return count;
    }
    static std::span<const leaving_entry> with_first_hash(std::span<const leaving_entry> leaving) {
        auto const end = std::ranges::find_if(
            leaving, [&](const leaving_entry& one) { return one.hash != leaving.front().hash; });
        return leaving.first(static_cast<std::size_t>(end - leaving.begin()));
    }
    [[nodiscard]] std::string encoded_residents(std::span<const leaving_entry> same) const {
        byte_writer out;
        out.count(same.size());
        for (const auto& one : same) {
            write_value(out, one.at->first);
            saved_entry<V>::save(out, one.at->second.value.get());
        }
        return out.take();
    }
    void leave(std::span<const leaving_entry> same) noexcept {
        auto const known = copies_.find(same.front().hash);
        bytes_ += known->second.bytes;
        copies_.erase(known);
        entries_ += same.size();
        for (const auto& one : same) {
            rows_ += size_of_state(std::as_const(one.at->second.value.get())).rows;
            table_->release(one.at);
        }
    }

    /// `use(hash, bytes)` for what is on disk and of account.
    template <class Use> void each_stored(Use&& use) const {
        if (entries_ == 0) { return; }
        store_->scan(start_of(generation_), start_of(generation_ + 1),
                     [&](std::string_view key, std::string_view bytes) {
                         auto const hash = hash_in(key);
                         if (!copies_.contains(hash)) { use(hash, bytes); }
                     });
    }

    table* table_;
    std::tuple<const Function*...> function_; ///< what is needed to read an entry
    key_value_store* store_ = nullptr;
    std::uint32_t number_ = 0;
    std::uint64_t generation_ = 0; ///< of what is on disk; earlier ones have been forgotten
    std::uint64_t erased_below_ = 0;
    bool aside_ = false;
    boost::unordered_flat_map<std::uint64_t, copy> copies_; ///< by hash
    recently_used recent_;
    std::uint64_t changes_ = 0;
    std::size_t entries_ = 0; ///< on disk
    std::uint64_t rows_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace dbsp::detail
