/// `relation`: a table, open and locked.
#pragma once

#include "pg/access/lock.hpp"
#include "pg/boundary/declarations.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::pg {

/// How a column comes by its values.
enum class generated : std::uint8_t { no, stored, virtually };

/// A column as the system's catalog has it.
struct column {
    column_number number = 0;
    std::string name;
    oid type = no_oid;
    std::int32_t modifier = -1;
    oid collation = no_oid;
    generated made = generated::no;
    bool not_null = false;
};

/// A relation, open as long as this lives; its lock lasts until the end of the transaction.
class relation {
  public:
    /// Throws `error` if there is none.
    relation(oid id, lock_mode mode);
    /// None if it is gone, also if it goes while we wait for the lock.
    [[nodiscard]] static std::optional<relation> find(oid id, lock_mode mode);
    /// The same without waiting: none also while somebody keeps others from it.
    [[nodiscard]] static std::optional<relation> find_if_free(oid id, lock_mode mode);

    relation(relation&& other) noexcept;
    relation& operator=(relation&&) = delete;
    ~relation();

    [[nodiscard]] RelationData* get() const noexcept { return relation_; }
    [[nodiscard]] oid id() const noexcept;
    [[nodiscard]] oid owner() const noexcept;
    [[nodiscard]] std::string name() const;
    [[nodiscard]] std::string schema() const;
    /// Of the server's letters: 'r' a table, 'p' a partitioned one, 'v' a view, ...
    [[nodiscard]] char kind() const noexcept;
    [[nodiscard]] bool is_temporary() const noexcept;
    /// A crash of the server empties it.
    [[nodiscard]] bool is_unlogged() const noexcept;
    /// Those that are not dropped, in the order of their numbers.
    [[nodiscard]] std::vector<column> columns() const;

  private:
    explicit relation(RelationData* open) noexcept : relation_(open) {}

    RelationData* relation_;
};

/// The relation and, if it is partitioned, all partitions below it; each gets locked until the end of the
/// transaction.
[[nodiscard]] std::vector<oid> with_partitions(oid root, lock_mode mode);

/// The relations and, of partitioned ones, all partitions below, without locking any; in ascending order.
[[nodiscard]] std::vector<oid> with_all_partitions(std::span<const oid> roots);

/// Those that a partition belongs to, the nearest first; empty for other relations.
[[nodiscard]] std::vector<oid> ancestors(oid partition);

/// None if there is no such relation.
[[nodiscard]] std::optional<oid> find_relation(const std::string& schema, const std::string& name);

} // namespace pgt::pg
