/// `rocksdb_store`: a store of temporary files, by RocksDB.  Not part of `dbsp/dbsp.hpp`; programs link to `dbsp::rocksdb`.
#pragma once

#include <dbsp/store/key_value_store.hpp>

#include <rocksdb/c.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace dbsp {

/// What a `rocksdb_store` takes of memory, in bytes.
struct rocksdb_memory {
    std::uint64_t cache = std::uint64_t{16}
                          << 20U; ///< blocks that were read, with the indexes and filters of files
    std::uint64_t buffer = std::uint64_t{16} << 20U; ///< what is being written
};

namespace detail {

/// Text of an error, which RocksDB allocates; throws it.
class rocksdb_result {
  public:
    rocksdb_result() = default;
    rocksdb_result(const rocksdb_result&) = delete;
    rocksdb_result& operator=(const rocksdb_result&) = delete;
    ~rocksdb_result() { rocksdb_free(text_); }

    char** out() { return &text_; }
    [[nodiscard]] bool failed() const { return text_ != nullptr; }
    void require(const char* what) const {
        if (failed()) { throw store_error(std::string("rocksdb_store: ") + what + ": " + text_); }
    }

  private:
    char* text_ = nullptr;
};

template <auto Destroy> struct rocksdb_destroys {
    template <class T> void operator()(T* one) const noexcept { Destroy(one); }
};
template <class T, auto Destroy> using rocksdb_owned = std::unique_ptr<T, rocksdb_destroys<Destroy>>;

/// A folder of its own, which goes with it.
class temporary_folder {
  public:
    explicit temporary_folder(const std::filesystem::path& parent) {
        auto name = (parent / "dbsp-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw store_error("rocksdb_store: no folder can be made in '" + parent.string() +
                              "': " + std::generic_category().message(errno));
        }
        path_ = name;
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

} // namespace detail

/// Sorted runs in files of a folder of its own, which is made below `parent` and removed with the store.  Nothing is written twice to survive a crash:
/// each write is one file, finished when it returns.
///
/// Law: gives what a `std::map` gives (tests/unit/store/rocksdb.cpp).
/// Errors: `store_error`.  After a failed write the store is opened again, which needs no help.
/// Limit: a process that is killed leaves its folder, `dbsp-` and six letters, behind.
class rocksdb_store final : public key_value_store {
  public:
    explicit rocksdb_store(const std::filesystem::path& parent, rocksdb_memory memory = {})
        : folder_(parent), options_(rocksdb_options_create()) {
        configure(memory);
        rocksdb_writeoptions_disable_WAL(writing_.get(), 1);
        open();
    }

    [[nodiscard]] std::optional<std::string> get(std::string_view key) override {
        detail::rocksdb_result result;
        detail::rocksdb_owned<rocksdb_pinnableslice_t, rocksdb_pinnableslice_destroy> const found(
            rocksdb_get_pinned(opened(), reading_.get(), key.data(), key.size(), result.out()));
        result.require("a value cannot be read");
        if (found == nullptr) { return std::nullopt; }
        std::size_t size = 0;
        const char* const bytes = rocksdb_pinnableslice_value(found.get(), &size);
        return std::string(bytes, size);
    }

    void write(const store_batch& batch) override {
        detail::rocksdb_owned<rocksdb_writebatch_t, rocksdb_writebatch_destroy> const changes(
            rocksdb_writebatch_create());
        for (const auto& [first, last] : batch.erased) {
            rocksdb_writebatch_delete_range(changes.get(), first.data(), first.size(), last.data(),
                                            last.size());
        }
        for (const auto& one : batch.changes) {
            if (one.value) {
                rocksdb_writebatch_put(changes.get(), one.key.data(), one.key.size(), one.value->data(),
                                       one.value->size());
            } else {
                rocksdb_writebatch_delete(changes.get(), one.key.data(), one.key.size());
            }
        }
        auto* const to = opened();
        is_sound_ = false;
        detail::rocksdb_result written;
        rocksdb_write(to, writing_.get(), changes.get(), written.out());
        written.require("changes cannot be written");
        detail::rocksdb_result flushed;
        rocksdb_flush(to, flushing_.get(), flushed.out());
        flushed.require("a file cannot be written");
        is_sound_ = true;
    }

    void scan(std::string_view first, std::string_view last,
              const std::function<void(std::string_view, std::string_view)>& use) override {
        detail::rocksdb_owned<rocksdb_readoptions_t, rocksdb_readoptions_destroy> const range(
            rocksdb_readoptions_create());
        rocksdb_readoptions_set_iterate_upper_bound(range.get(), last.data(), last.size());
        rocksdb_readoptions_set_fill_cache(range.get(), 0);
        detail::rocksdb_owned<rocksdb_iterator_t, rocksdb_iter_destroy> const at(
            rocksdb_create_iterator(opened(), range.get()));
        for (rocksdb_iter_seek(at.get(), first.data(), first.size()); rocksdb_iter_valid(at.get()) != 0;
             rocksdb_iter_next(at.get())) {
            std::size_t key_size = 0;
            std::size_t size = 0;
            const char* const key = rocksdb_iter_key(at.get(), &key_size);
            const char* const bytes = rocksdb_iter_value(at.get(), &size);
            use({key, key_size}, {bytes, size});
        }
        detail::rocksdb_result result;
        rocksdb_iter_get_error(at.get(), result.out());
        result.require("values cannot be read");
    }

    [[nodiscard]] std::uint64_t bytes() const override {
        std::uint64_t size = 0;
        if (database_) { rocksdb_property_int(database_.get(), "rocksdb.total-sst-files-size", &size); }
        return size;
    }

    /// Where the files are.
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

  private:
    void configure(rocksdb_memory memory) {
        constexpr double bits_for_a_key = 10;
        constexpr int lz4 = rocksdb_lz4_compression;
        constexpr int errors = 3; // as ERROR_LEVEL
        detail::rocksdb_owned<rocksdb_cache_t, rocksdb_cache_destroy> const cache(
            rocksdb_cache_create_lru(memory.cache));
        detail::rocksdb_owned<rocksdb_block_based_table_options_t, rocksdb_block_based_options_destroy> const
            table(rocksdb_block_based_options_create());
        rocksdb_block_based_options_set_block_cache(table.get(), cache.get());
        rocksdb_block_based_options_set_cache_index_and_filter_blocks(table.get(), 1);
        rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(table.get(), 1);
        rocksdb_block_based_options_set_filter_policy(table.get(),
                                                      rocksdb_filterpolicy_create_bloom_full(bits_for_a_key));
        auto* const of = options_.get();
        rocksdb_options_set_block_based_table_factory(of, table.get());
        rocksdb_options_set_create_if_missing(of, 1);
        rocksdb_options_set_write_buffer_size(of, memory.buffer);
        rocksdb_options_set_compression(of, lz4);
        rocksdb_options_set_info_log_level(of, errors);
        rocksdb_options_set_keep_log_file_num(of, 1);
        rocksdb_options_set_stats_dump_period_sec(of, 0);
    }
    void open() {
        detail::rocksdb_result result;
        database_.reset(rocksdb_open(options_.get(), folder_.path().c_str(), result.out()));
        result.require("it cannot be opened");
        is_sound_ = true;
    }
    /// RocksDB takes no writes after one that has failed, until it is opened again.
    rocksdb_t* opened() {
        if (!is_sound_) {
            database_.reset();
            open();
        }
        return database_.get();
    }

    detail::temporary_folder folder_;
    detail::rocksdb_owned<rocksdb_options_t, rocksdb_options_destroy> options_;
    detail::rocksdb_owned<rocksdb_writeoptions_t, rocksdb_writeoptions_destroy> writing_{
        rocksdb_writeoptions_create()};
    detail::rocksdb_owned<rocksdb_readoptions_t, rocksdb_readoptions_destroy> reading_{
        rocksdb_readoptions_create()};
    detail::rocksdb_owned<rocksdb_flushoptions_t, rocksdb_flushoptions_destroy> flushing_{
        rocksdb_flushoptions_create()};
    detail::rocksdb_owned<rocksdb_t, rocksdb_close> database_;
    bool is_sound_ = false; ///< no write has failed since it was opened
};

} // namespace dbsp
