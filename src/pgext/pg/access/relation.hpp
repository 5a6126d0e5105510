/// `relation`: a table, open and locked.
#pragma once

#include "pg/access/lock.hpp"
#include "pg/boundary/declarations.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::pg {

/// Where the values of a column come from.
enum class generated : std::uint8_t { no, stored, virtually };

/// A column as in pg_attribute.
struct column {
    column_number number = 0;
    std::string name;
    oid type = no_oid;
    std::int32_t modifier = -1;
    oid collation = no_oid;
    generated made = generated::no;
    bool not_null = false;
};

/// A relation, open during the lifetime of this object; its lock lasts until the end of the transaction.
class relation {
  public:
    /// Throws `error` if there is none.
    relation(oid id, lock_mode mode);
    /// None if it does not exist, also if it is dropped while this waits for the lock.
    [[nodiscard]] static std::optional<relation> find(oid id, lock_mode mode);
    /// The same without waiting: none also if a concurrent session holds a conflicting lock.
    [[nodiscard]] static std::optional<relation> find_if_free(oid id, lock_mode mode);

    relation(relation&& other) noexcept;
    relation& operator=(relation&&) = delete;
    ~relation();

    [[nodiscard]] RelationData* get() const noexcept { return relation_; }
    [[nodiscard]] oid id() const noexcept;
    [[nodiscard]] oid owner() const noexcept;
    [[nodiscard]] std::string name() const;
    [[nodiscard]] std::string schema() const;
    /// As in pg_class.relkind: 'r' a table, 'p' a partitioned one, 'v' a view, ...
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

/// The relation and all partitions and children below it; each is locked until the end of the transaction.
[[nodiscard]] std::vector<oid> lock_with_members(oid root, lock_mode mode);

/// The relations and all partitions and children below them, without locking any; in ascending order.
[[nodiscard]] std::vector<oid> with_members(std::span<const oid> roots);

/// The partitioned tables that a partition belongs to, the nearest first; empty for other relations.
[[nodiscard]] std::vector<oid> ancestors(oid partition);

/// None if there is no such relation.
[[nodiscard]] std::optional<oid> find_relation(const std::string& schema, const std::string& name);

} // namespace pgt::pg
