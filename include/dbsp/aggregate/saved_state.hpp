/// How the states of aggregates and group functions stand in snapshots.
#pragma once

#include <dbsp/value/footprint.hpp>
#include <dbsp/zset/serial.hpp>

#include <concepts>
#include <string>

namespace dbsp::detail {

/// A state that writes itself: `form()` says what, and whatever has another form is not read.  `load` is called on an empty state; it meets
/// any bytes whatever.  A state of an aggregate is loaded by `load(in)`, one of a group function by `load(function, in)`.
template <class State>
concept writes_itself = requires(const State& state, byte_writer& out) {
    { State::form() } -> std::convertible_to<std::string>;
    state.save(out);
};

template <class State> struct no_saved_state {
    static constexpr std::string text() {
        return "snapshot: the state of type '" + text_of(type_name<State>()) +
               "' cannot be written; give it form, save and load, or specialise dbsp::serial for it";
    }
};
template <class State> inline constexpr bool savable = writes_itself<State> || serializable<State>;
template <class State> consteval void require_savable() { require<savable<State>, no_saved_state<State>>(); }

template <class State> std::string form_of_state() {
    require_savable<State>();
    if constexpr (writes_itself<State>) {
        return State::form();
    } else if constexpr (serializable<State>) {
        return serial<State>::name();
    } else {
        return {};
    }
}
template <class State> void save_state(byte_writer& out, const State& state) {
    require_savable<State>();
    if constexpr (writes_itself<State>) {
        state.save(out);
    } else if constexpr (serializable<State>) {
        serial<State>::write(out, state);
    }
}
/// `function` is what the state is one of; aggregates have none.
template <class State, class... Function>
void load_state(byte_reader& in, State& state, const Function&... function) {
    require_savable<State>();
    if constexpr (writes_itself<State>) {
        state.load(function..., in);
    } else if constexpr (serializable<State>) {
        state = serial<State>::read(in);
    }
}

} // namespace dbsp::detail
