/// `profiles`, `profile_of`: what each operator of a running engine costs.
#pragma once

#include <dbsp/engine/features.hpp>
#include <dbsp/engine/measured.hpp>
#include <dbsp/engine/pipeline.hpp>
#include <dbsp/engine/size_of_state.hpp>
#include <dbsp/pass/print.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace dbsp {

/// What went through an operator, and how long it took.
struct operator_flow {
    std::uint64_t rows_in = 0;  ///< changes that its inputs gave; not consolidated
    std::uint64_t rows_out = 0; ///< changes that it gave
    std::chrono::nanoseconds
        time{}; ///< of this operator, without its inputs; of a fixpoint, without its body
};

/// What an operator costs.
struct operator_profile {
    operator_flow step;  ///< in the last step
    operator_flow total; ///< in all steps; those that failed do not count
    state_size state;    ///< that it keeps
};

/// The profile of a circuit.
struct circuit_profile {
    circuit_graph graph;                     ///< with notes: prints show the profile
    std::vector<operator_profile> operators; ///< one for each vertex of the graph
    std::uint64_t steps = 0;                 ///< that have succeeded
    state_size view;                         ///< what a view of a pipeline keeps besides
};

namespace detail {

inline std::string bytes_text(std::uint64_t bytes) {
    constexpr std::uint64_t thousand = 1000;
    auto const in = [&](std::uint64_t unit, const char* name) {
        return std::to_string(bytes / unit) + "." + std::to_string(bytes % unit * 10 / unit) + " " + name;
    };
    if (bytes < thousand) { return std::to_string(bytes) + " B"; }
    if (bytes < thousand * thousand) { return in(thousand, "kB"); }
    return in(thousand * thousand, "MB");
}
inline std::string time_text(std::chrono::nanoseconds time) {
    auto const microseconds = time.count() / 1000;
    return std::to_string(microseconds / 1000) + "." + std::to_string(1000 + microseconds % 1000).substr(1) +
           " ms";
}
/// What prints say of an operator: in all steps.
inline std::string note_of(const operator_profile& one) {
    auto text = "in " + std::to_string(one.total.rows_in) + ", out " + std::to_string(one.total.rows_out) +
                ", " + time_text(one.total.time);
    if (one.state != state_size()) {
        text += ", keeps " + std::to_string(one.state.rows) + " rows, " + bytes_text(one.state.bytes);
    }
    if (one.state.disk_rows > 0) {
        text +=
            ", on disk " + std::to_string(one.state.disk_rows) + " rows, " + bytes_text(one.state.disk_bytes);
    }
    return text;
}

/// The type of the circuit that runs: run-time circuits are measured as they are.
template <class Measurer, any_circuit C> struct prepared_by {
    using type = std::remove_cvref_t<decltype(std::declval<Measurer&>()(std::declval<const C&>()))>;
};
template <class Measurer, dynamic_circuit C> struct prepared_by<Measurer, C> {
    using type = C;
};

/// Measures the operators of an engine, and knows the states that belong to each.
class profile_recorder : public feature_context {
    using places = graph_builder::node_places;

  public:
    profile_recorder() : builder_(graph_, scopes_, 0, &places_) {}
    profile_recorder(const profile_recorder&) = delete;
    profile_recorder& operator=(const profile_recorder&) = delete;
    ~profile_recorder() = default;

    template <any_circuit C> void begin_circuit(const C& circuit) {
        if (outputs_.size() == views_.size()) { views_.emplace_back(); } // an engine has no name
        outputs_.push_back(builder_(circuit));
        while (meters_.size() < graph_.vertices.size()) { meters_.emplace_back(inside_); }
    }
    void begin_view(const char* /*kind*/, const std::string& name) { views_.push_back(name); }
    template <class State, class... Function> void keep(State& state, const Function&... /*of*/) {
        states_.push_back({current_, views_.size() - 1, &state,
                           [](const void* kept) { return size_of_state(*static_cast<const State*>(kept)); }});
    }
    operator_meter* meter_of(const void* inputs) {
        auto const known = places_.find(inputs);
        return known == places_.end() ? nullptr : &meters_[known->second];
    }
    operator_meter* enter(operator_meter* meter) {
        return std::exchange(current_, meter == nullptr ? current_ : meter);
    }
    void leave(operator_meter* outside) { current_ = outside; }
    void step_begins() noexcept {
        inside_ = {};
        for (auto& one : meters_) { one.begin_step(); }
    }
    void step_ends() noexcept {
        ++steps_;
        for (auto& one : meters_) { one.end_step(); }
    }

    template <dynamic_circuit C> const C& prepare(const C& circuit) { return circuit; }
    template <static_circuit C> auto prepare(const C& circuit) { return measurer_(circuit); }
    template <any_circuit C> using prepared = typename prepared_by<measurer, C>::type;

    /// The profile of an engine, whose view has no name, or of a view.
    [[nodiscard]] circuit_profile profile(const std::string& view) const {
        auto const found = std::ranges::find(views_, view);
        if (found == views_.end()) { throw circuit_error("profile_of: no view called '" + view + "'"); }
        auto const number = static_cast<std::size_t>(found - views_.begin());
        circuit_profile made{graph_, std::vector<operator_profile>(graph_.vertices.size()), steps_, {}};
        made.graph.output = outputs_.at(number);
        for (const auto& vertex : graph_.vertices) { read(vertex, made.operators[vertex.id]); }
        for (const auto& one : states_) {
            if (one.owner != nullptr) {
                auto& state = made.operators[number_of(one.owner)].state;
                state = state + one.size(one.kept);
            } else if (one.view == number) {
                made.view = made.view + one.size(one.kept);
            }
        }
        for (auto& vertex : made.graph.vertices) { vertex.note = note_of(made.operators[vertex.id]); }
        return made;
    }

  private:
    struct kept_state {
        const operator_meter* owner; ///< null: a view
        std::size_t view;
        const void* kept;
        state_size (*size)(const void*);
    };

    void read(const circuit_graph::vertex& vertex, operator_profile& to) const {
        auto const fill = [&](operator_flow& flow, auto reading) {
            const auto& own = reading(meters_[vertex.id]);
            flow.rows_out = own.rows_out;
            flow.time = own.time;
            for (auto const input : vertex.inputs) { flow.rows_in += reading(meters_[input]).rows_out; }
        };
        fill(to.step, [](const operator_meter& meter) -> const auto& { return meter.step(); });
        fill(to.total, [](const operator_meter& meter) -> const auto& { return meter.total(); });
    }
    [[nodiscard]] std::size_t number_of(const operator_meter* meter) const {
        return static_cast<std::size_t>(
            std::ranges::find(meters_, meter, [](const auto& one) { return &one; }) - meters_.begin());
    }

    circuit_graph graph_;
    std::size_t scopes_ = 0;
    places places_;
    graph_builder builder_;
    std::vector<std::string> views_;
    std::vector<std::size_t> outputs_; ///< of each view
    inner_time inside_{};
    std::deque<operator_meter> meters_; ///< of each vertex
    measurer measurer_{[this](const void* inputs) {
        return meter_of(inputs);
    }}; ///< one for all views: what they share stays shared
    operator_meter* current_ = nullptr;
    std::vector<kept_state> states_;
    std::uint64_t steps_ = 0;
};

template <class Features> inline constexpr bool keeps_profiles = false;
template <class... Feature>
inline constexpr bool keeps_profiles<with<Feature...>> =
    std::same_as<typename with<Feature...>::measuring, profile_recorder>;

template <class Features> struct no_profiles {
    static constexpr std::string text() {
        return "profile_of: nothing is measured; make the engine as engine(circuit, with<profiles>{}), the "
               "pipeline "
               "as basic_pipeline<with<profiles>>(view...)";
    }
};
} // namespace detail

/// Feature of an engine or a pipeline that `profile_of` reads.
///
/// Its operators hand on their changes in batches, so a static circuit is slower than without; run-time circuits do so anyway.
struct profiles {
    using recorder = detail::profile_recorder;
    static constexpr auto role = detail::feature_role::measuring;
};

/// What the operators of an engine have cost so far.  Visits its states.
template <any_circuit C, class Features>
[[nodiscard]] circuit_profile profile_of(const engine<C, Features>& running) {
    detail::require<detail::keeps_profiles<Features>, detail::no_profiles<Features>>();
    if constexpr (detail::keeps_profiles<Features>) {
        return detail::machine_access::context_of("profile_of", running).measuring.profile({});
    }
}
/// The same of the part of a pipeline that the view called `name` reads; what it shares with others is measured once.
template <class Features>
[[nodiscard]] circuit_profile profile_of(const basic_pipeline<Features>& running, const std::string& name) {
    detail::require<detail::keeps_profiles<Features>, detail::no_profiles<Features>>();
    if constexpr (detail::keeps_profiles<Features>) {
        return detail::machine_access::context_of("profile_of", running).measuring.profile(name);
    }
}

/// The prints of the circuit, with what each operator has cost: `in 5, out 2, 0.013 ms, keeps 3 rows, 1.2 kB`.
[[nodiscard]] inline std::string print_text(const circuit_profile& of) { return print_text(of.graph); }
[[nodiscard]] inline std::string print_dot(const circuit_profile& of) { return print_dot(of.graph); }
[[nodiscard]] inline std::string print_mermaid(const circuit_profile& of) { return print_mermaid(of.graph); }

} // namespace dbsp
