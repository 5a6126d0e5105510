/// `statistics_kind`: cumulative statistics of the server, one entry for each stream table. For the sources that define one.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/boundary/guard.hpp"

#include <cstddef>
#include <cstdint>

extern "C" {
#include <miscadmin.h>
#include <utils/pgstat_internal.h>
}

namespace pgt::pg {

/// `Counts` is what the server stores of an entry, and writes to a file. The server keeps a pointer into this object.
template <class Counts> class statistics_kind {
  public:
    using flush_function = bool (*)(PgStat_EntryRef* entry, bool nowait);

    /// `number` is among those for extensions; statistics in a file are told apart by it. Sessions collect pending counts where there is
    /// a `flush` that adds them.
    constexpr statistics_kind(PgStat_Kind number, const char* name, flush_function flush)
        : number_(number),
          about_{.fixed_amount = false,
                 .accessed_across_databases = false,
                 .write_to_file = true,
                 .shared_size = sizeof(stored),
                 .snapshot_ctl_off = 0,
                 .shared_ctl_off = 0,
                 .shared_data_off = offsetof(stored, counts),
                 .shared_data_len = sizeof(Counts),
                 .pending_size = flush == nullptr ? 0U : std::uint32_t{sizeof(Counts)},
                 .init_backend_cb = nullptr,
                 .flush_pending_cb = flush,
                 .delete_pending_cb = nullptr,
                 .reset_timestamp_cb = nullptr,
                 .to_serialized_name = nullptr,
                 .from_serialized_name = nullptr,
                 .init_shmem_cb = nullptr,
                 .flush_static_cb = nullptr,
                 .reset_all_cb = nullptr,
                 .snapshot_cb = nullptr,
                 .name = name} {}

    /// While the module is loaded at the start of the server. If another module uses the number, there are no such statistics.
    void define() {
        if (call([this] { return pgstat_get_kind_info(number_); }) != nullptr) return;
        call([this] { pgstat_register_kind(number_, &about_); });
        is_defined_ = true;
    }
    [[nodiscard]] bool is_defined() const noexcept { return is_defined_; }
    [[nodiscard]] PgStat_Kind number() const noexcept { return number_; }

    /// What is stored in an entry that is locked.
    [[nodiscard]] static Counts& counts_of(const PgStat_EntryRef* entry) {
        return reinterpret_cast<stored*>(entry->shared_stats)->counts;
    }
    /// Null if there is none.
    [[nodiscard]] const Counts* find(oid stream_table) const {
        if (!is_defined_) return nullptr;
        return static_cast<const Counts*>(
            call([=, this] { return pgstat_fetch_entry(number_, MyDatabaseId, stream_table); }));
    }
    /// At the end of this transaction, if it commits.
    void forget(oid stream_table) const {
        if (!is_defined_) return;
        call([=, this] { pgstat_drop_transactional(number_, MyDatabaseId, stream_table); });
    }

  private:
    struct stored {
        PgStatShared_Common header;
        Counts counts;
    };

    PgStat_Kind number_;
    PgStat_KindInfo about_;
    bool is_defined_ = false;
};

} // namespace pgt::pg
