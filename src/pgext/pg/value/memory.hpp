/// Memory contexts of the server.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

[[nodiscard]] MemoryContextData* current_memory() noexcept;
/// Lives as long as the process.
[[nodiscard]] MemoryContextData* process_memory() noexcept;
/// Lives until the end of the top-level transaction.
[[nodiscard]] MemoryContextData* transaction_memory() noexcept;

/// A memory context; its content is freed with it.
class memory_context {
  public:
    /// `name` is a string literal. Throws `error` if there is no memory.
    explicit memory_context(const char* name, MemoryContextData* parent = current_memory());
    memory_context(const memory_context&) = delete;
    memory_context& operator=(const memory_context&) = delete;
    ~memory_context();

    /// Frees its content.
    void reset();
    [[nodiscard]] MemoryContextData* get() const noexcept { return context_; }

  private:
    MemoryContextData* context_;
};

/// Makes a memory context the current one for as long as this lives.
class in_memory {
  public:
    explicit in_memory(MemoryContextData* context) noexcept;
    explicit in_memory(const memory_context& context) noexcept : in_memory(context.get()) {}
    in_memory(const in_memory&) = delete;
    in_memory& operator=(const in_memory&) = delete;
    ~in_memory();

  private:
    MemoryContextData* before_;
};

} // namespace pgt::pg
