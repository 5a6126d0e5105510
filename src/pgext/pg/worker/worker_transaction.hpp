/// `worker_transaction`: a transaction of a background worker.
#pragma once

namespace pgt::pg {

/// Begins a transaction; unless `commit` is called, its end rolls it back. Objects that belong to it must be gone by then.
class worker_transaction {
  public:
    enum class sees : unsigned char {
        what_is_committed, ///< READ COMMITTED
        one_snapshot       ///< REPEATABLE READ: what is committed when it begins to `look`
    };
    /// Advisory locks of the session, and prepared statements, go with it: functions of users may have made some.
    explicit worker_transaction(sees what = sees::what_is_committed);
    worker_transaction(const worker_transaction&) = delete;
    worker_transaction& operator=(const worker_transaction&) = delete;
    ~worker_transaction();

    /// Takes the one snapshot, before which everything is locked that has to be.
    void look();
    /// Throws `error`.
    void commit();

  private:
    bool open_ = true;
};

} // namespace pgt::pg
