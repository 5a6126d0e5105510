/// `snapshots`, `save`, `restore`: the state of an engine as a stream of bytes, and back.
#pragma once

#include <dbsp/engine/features.hpp>
#include <dbsp/engine/pipeline.hpp>
#include <dbsp/engine/saved_states.hpp>
#include <dbsp/pass/print.hpp>
#include <dbsp/wiring/keyed_input.hpp>
#include <dbsp/wiring/set_input.hpp>

#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace dbsp {

namespace detail {

/// What has been read of a snapshot and can no longer fail.
struct loaded {
    loaded() = default;
    loaded(const loaded&) = delete;
    loaded& operator=(const loaded&) = delete;
    virtual ~loaded() = default;
    virtual void install() noexcept = 0;
};
template <class Install> struct loaded_by final : loaded {
    Install put;
    explicit loaded_by(Install by) : put(std::move(by)) {}
    void install() noexcept override { put(); }
};
template <class Install> std::unique_ptr<loaded> when_all_is_read(Install put) {
    return std::unique_ptr<loaded>(new loaded_by<Install>(std::move(put)));
}

/// Takes down what an engine consists of while it is built: what its circuit is, and how each input and each state is saved and restored.
class snapshot_recorder : public feature_context {
  public:
    template <any_circuit C> void begin_circuit(const C& circuit) {
        note("output of " + serial_name<typename C::value_type>() + ", weights " +
             serial_name<typename C::weight_type>());
        contents_ += print_text(circuit);
    }
    void begin_view(const char* kind, const std::string& name) {
        note(std::string(kind) + " '" + name + "'");
    }

    template <class Input> void keep_input(const std::string& name, Input& in) {
        if (!inputs_.insert(&in).second) { return; }
        note("input '" + name + "' of " + Input::form());
        parts_.push_back({[&in](byte_writer& out) { in.save(out); },
                          [&in](byte_reader& from) { return when_all_is_read(in.load(from)); }});
    }
    template <class State, class... Function> void keep(State& state, const Function&... of) {
        note("state of " + saved<State>::form(of...));
        parts_.push_back({[&state](byte_writer& out) { saved<State>::save(out, state); },
                          [&state, ... of = &of](byte_reader& from) {
                              return when_all_is_read(
                                  [&state, fresh = saved<State>::load(from, *of...)]() mutable {
                                      state = std::move(fresh);
                                  });
                          }});
    }

    void save(byte_writer& out) const {
        out.text(contents_);
        for (const auto& one : parts_) { one.save(out); }
    }
    [[nodiscard]] std::vector<std::unique_ptr<loaded>> load(byte_reader& in) const {
        require_same(in.text());
        std::vector<std::unique_ptr<loaded>> all;
        for (const auto& one : parts_) { all.push_back(one.load(in)); }
        return all;
    }

  private:
    struct part {
        std::function<void(byte_writer&)> save;
        std::function<std::unique_ptr<loaded>(byte_reader&)> load;
    };

    void note(const std::string& line) { contents_ += line + '\n'; }

    /// The first line that differs says why.
    void require_same(std::string_view theirs) const {
        if (theirs == contents_) { return; }
        std::string_view ours = contents_;
        for (std::size_t number = 1;; ++number) {
            auto const [there, here] = std::pair(next_line(theirs), next_line(ours));
            if (there == here) { continue; }
            throw snapshot_error("snapshot: it is of another circuit: line " + std::to_string(number) +
                                 " of its description is " + shown(there) + ", of this circuit " +
                                 shown(here));
        }
    }
    static std::string_view next_line(std::string_view& text) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        return line;
    }
    static std::string shown(std::string_view line) {
        constexpr std::size_t longest = 500;
        if (line.empty()) { return "missing"; }
        return "'" + std::string(line.substr(0, longest)) + (line.size() > longest ? "...'" : "'");
    }

    std::string contents_; ///< what two circuits have in common that can read each other's snapshots
    std::vector<part> parts_;
    std::unordered_set<const void*> inputs_; ///< known so far
};

template <class Machine> struct no_snapshots {
    static constexpr std::string text() {
        return "save, restore: '" + text_of(type_name<Machine>()) +
               "' cannot be saved; make the engine as engine(circuit, with<snapshots>{}), the pipeline as "
               "basic_pipeline<with<snapshots>>(view...)";
    }
};
template <class Features> inline constexpr bool keeps_snapshots = false;
template <class... Feature>
inline constexpr bool keeps_snapshots<with<Feature...>> =
    std::same_as<typename with<Feature...>::saving, snapshot_recorder>;
template <class Machine> inline constexpr bool can_be_saved = false;
template <class C, class Features>
inline constexpr bool can_be_saved<engine<C, Features>> = keeps_snapshots<Features>;
template <class Features>
inline constexpr bool can_be_saved<basic_pipeline<Features>> = keeps_snapshots<Features>;

} // namespace detail

/// Feature of an engine or a pipeline that `save` and `restore` take.
///
/// Its rows, keys and the states of its groups have to be `serializable`.
struct snapshots {
    using recorder = detail::snapshot_recorder;
    static constexpr auto role = detail::feature_role::saving;
};

/// Writes the state of an engine or a pipeline between two steps: the states of its operators and views, and what is staged in its inputs; then
/// that of `tables`, the keyed inputs and set inputs that push into it.
///
/// Errors: `snapshot_error` where the stream takes no more; `broken_state_error` while a step runs.
template <class Machine, class... Table>
void save(std::ostream& out, const Machine& machine, const Table&... tables) {
    detail::require<detail::can_be_saved<Machine>, detail::no_snapshots<Machine>>();
    if constexpr (detail::can_be_saved<Machine>) {
        auto const& context = detail::machine_access::context_of("save", machine);
        byte_writer to(out);
        context.saving.save(to);
        (tables.save(to), ...);
        to.finish();
    }
}

/// Reads what `save` has written into an engine or a pipeline of the same circuit, and into tables of the same kinds, in the same order.  What
/// they held before is gone; from then on they do what those would do that were saved.
///
/// Nothing changes where it throws.  Errors: `snapshot_error` for a snapshot of another circuit or version, and for bytes that `save` has not
/// written; `broken_state_error` while a step runs.
template <class Machine, class... Table> void restore(std::istream& in, Machine& machine, Table&... tables) {
    detail::require<detail::can_be_saved<Machine>, detail::no_snapshots<Machine>>();
    if constexpr (detail::can_be_saved<Machine>) {
        auto& context = detail::machine_access::context_of("restore", machine);
        byte_reader from(in);
        auto all = context.saving.load(from);
        (all.push_back(detail::when_all_is_read(tables.load(from))), ...);
        from.finish();
        for (auto const& one : all) { one->install(); }
    }
}

} // namespace dbsp
