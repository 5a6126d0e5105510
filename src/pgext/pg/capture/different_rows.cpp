#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pg/capture/different_rows.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pg/boundary/guard.hpp"
#include "pg/capture/pending_pages.hpp"

extern "C" {
#include <access/tupdesc.h>
#include <varatt.h>
}

namespace pgt::pg {
namespace {

/// The bytes of a value that is no Datum by itself; null: they stand elsewhere, or are compressed.
std::string_view bytes_of(Datum value, std::int16_t length) {
    const char* const data = DatumGetPointer(value);
    if (length > 0) return {data, static_cast<std::size_t>(length)};
    if (length == -2) return data;
    if (VARATT_IS_EXTERNAL(data) || VARATT_IS_COMPRESSED(data)) return {};
    return {VARDATA_ANY(data), VARSIZE_ANY_EXHDR(data)};
}

/// Takes rows for as long as their hashes are different.
class row_hashes {
  public:
    row_hashes(TupleDesc description, std::span<const int> columns)
        : description_(description),
          columns_(columns),
          values_(static_cast<std::size_t>(description->natts)),
          nulls_(static_cast<std::size_t>(description->natts)),
          most_(static_cast<std::size_t>(work_mem) * 1024 / (2 * sizeof(std::uint64_t))) {}

    /// Only inside `call`.
    bool take(HeapTupleHeader row) {
        HeapTupleData tuple{};
        tuple.t_data = row;
        heap_deform_tuple(&tuple, description_, values_.data(), reinterpret_cast<bool*>(nulls_.data()));
        std::uint64_t hash = 0;
        return std::ranges::all_of(columns_, [&](int column) { return add(hash, column); }) &&
               seen_.size() < most_ && seen_.insert(hash).second;
    }

  private:
    /// False if the bytes of the value are not at hand.
    bool add(std::uint64_t& hash, int column) const {
        const auto place = static_cast<std::size_t>(column);
        const CompactAttribute& about = *TupleDescCompactAttr(description_, column);
        if (nulls_[place] != 0) {
            hash = XXH3_64bits_withSeed("NULL", sizeof "NULL", hash);
            return true;
        }
        if (about.attbyval) {
            hash = XXH3_64bits_withSeed(&values_[place], sizeof values_[place], hash);
            return true;
        }
        const std::string_view bytes = bytes_of(values_[place], about.attlen);
        hash = XXH3_64bits_withSeed(bytes.data(), bytes.size(), hash);
        return bytes.data() != nullptr;
    }

    TupleDesc description_;
    std::span<const int> columns_;
    std::vector<Datum> values_;
    std::vector<char> nulls_; // not of bool, whose bits cannot be pointed to
    boost::unordered_flat_set<std::uint64_t> seen_;
    std::size_t most_;
};

} // namespace

bool are_different(const relation& buffer, std::span<const block_range> where, const ext::frontier& after,
                   const snapshot& under, std::span<const int> columns) {
    const snapshot_bounds bounds = under.bounds();
    row_hashes hashes(buffer.get()->rd_att, columns);
    bool different = true;
    call([&] {
        pending_pages(after, bounds)
            .each(buffer.get(), where, [&](HeapTupleHeader row, std::int16_t /*weight*/) {
                different = hashes.take(row);
                return different;
            });
    });
    return different;
}

} // namespace pgt::pg
