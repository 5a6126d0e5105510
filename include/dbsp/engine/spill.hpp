/// `spills`, `spill`: an engine whose states may be larger than its memory.
#pragma once

#include <dbsp/engine/features.hpp>
#include <dbsp/engine/pipeline.hpp>
#include <dbsp/engine/spilled_entries.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dbsp {

/// When states are put on disk.
struct spill_policy {
    /// Bytes of memory that the states of operators may need when a step begins.
    std::uint64_t memory = std::uint64_t{256} << 20U;
};

namespace detail {

/// Knows the states of an engine, and makes room before a step.
class spill_recorder : public feature_context {
  public:
    template <class State, class... Function> void keep(State& /*state*/, const Function&... /*of*/) {}
    template <class K, class V, class Before, class... Function>
    void keep(state_table<K, V, Before>& state, const Function&... of) {
        static_cast<void>(saved_entry<V>::form(of...)); // throws where it cannot be written
        states_.push_back(std::make_unique<spilled_entries<K, V, Before, Function...>>(state, of...));
    }

    void attach(std::unique_ptr<key_value_store> store, spill_policy policy) {
        if (store_ != nullptr) { throw circuit_error("spill: the engine has a store already"); }
        if (store == nullptr) { throw circuit_error("spill: there is no store"); }
        store_ = std::move(store);
        policy_ = policy;
        for (std::uint32_t number = 0; number < states_.size(); ++number) {
            states_[number]->attach(*store_, number);
        }
        is_due_ = true;
    }
    /// Measuring takes a look at each entry, so it is done when an eighth of the rows may be other ones.
    void prepare_step() {
        if (store_ == nullptr) { return; }
        std::uint64_t changes = 0;
        for (const auto& one : states_) { changes += one->changes(); }
        is_due_ = is_due_ || changes > rows_ / 8;
        if (is_due_) { make_room(); }
    }

  private:
    /// Some more than has to leave does: so that it is not due again at once.
    void make_room() {
        auto use = measured();
        for (std::uint64_t part = 1; use.bytes() > policy_.memory; ++part) {
            auto const excess = use.bytes() - policy_.memory / 4 * 3;
            auto const share = share_of(part < tries ? excess : use.bytes(), use);
            for (const auto& one : states_) { one->put_on_disk(share); }
            auto const before = std::exchange(use, measured());
            if (part >= tries || use.bytes() == before.bytes()) { break; }
        }
        rows_ = use.rows;
        is_due_ = false;
    }
    [[nodiscard]] memory_use measured() const {
        memory_use use;
        for (const auto& one : states_) { use = use + one->measure(); }
        return use;
    }
    /// Entries that have not been used lately leave first.
    [[nodiscard]] leaving_share share_of(std::uint64_t bytes, const memory_use& use) {
        auto const part = [](std::uint64_t of, std::uint64_t all) {
            if (of >= all) { return leaving_share::all; }
            return static_cast<std::uint64_t>(static_cast<double>(of) / static_cast<double>(all) *
                                              static_cast<double>(leaving_share::all));
        };
        auto const unused = std::min(bytes, use.unused);
        return {.of_used = part(bytes - unused, use.used),
                .of_unused = part(unused, use.unused),
                .salt = ++rounds_};
    }

    /// Entries of many rows make that less leaves than was to; after so many times, all does.
    static constexpr std::uint64_t tries = 4;

    std::unique_ptr<key_value_store> store_;
    spill_policy policy_;
    std::vector<std::unique_ptr<spilled_state>> states_;
    std::uint64_t rows_ = 0; ///< in memory, as of the last measuring
    std::uint64_t rounds_ = 0;
    bool is_due_ = false; ///< until room has been made
};

template <class Machine> struct no_spills {
    static constexpr std::string text() {
        return "spill: the states of '" + text_of(type_name<Machine>()) +
               "' stay in memory; make the engine as engine(circuit, with<spills>{}), the pipeline as "
               "basic_pipeline<with<spills>>(view...)";
    }
};
template <class Features> inline constexpr bool keeps_spills = false;
template <class... Feature>
inline constexpr bool keeps_spills<with<Feature...>> =
    std::same_as<typename with<Feature...>::spilling, spill_recorder>;
template <class Machine> inline constexpr bool can_spill = false;
template <class C, class Features>
inline constexpr bool can_spill<engine<C, Features>> = keeps_spills<Features>;
template <class Features> inline constexpr bool can_spill<basic_pipeline<Features>> = keeps_spills<Features>;

} // namespace detail

/// Feature of an engine or a pipeline that `spill` takes.
///
/// Its keys, rows and the states of its groups have to be `serializable`, as for snapshots.
struct spills {
    using recorder = detail::spill_recorder;
    static constexpr auto role = detail::feature_role::spilling;
};

/// From now on, each step begins by putting the states of operators into `store` as far as they take more memory than the policy says; entries that
/// were not used lately go first.  What a step needs of them comes back into memory.  The engine owns the store.
///
///     engine running(circuit, with<spills>{});
///     spill(running, std::make_unique<rocksdb_store>("/var/tmp"), {.memory = 1'000'000'000});
///
/// Law: each step gives what it gives without (tests/property/pass/random_circuits.cpp).  A step that throws `store_error` has changed nothing,
/// and succeeds when the store does again.
/// Errors: those of the store; `circuit_error` where there is no store, or one already; `broken_state_error` while a step runs.
template <class Machine>
void spill(Machine& machine, std::unique_ptr<key_value_store> store, spill_policy policy = {}) {
    detail::require<detail::can_spill<Machine>, detail::no_spills<Machine>>();
    if constexpr (detail::can_spill<Machine>) {
        detail::machine_access::context_of("spill", machine).spilling.attach(std::move(store), policy);
    }
}

} // namespace dbsp
