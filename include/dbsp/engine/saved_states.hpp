/// How the states of operators stand in a snapshot.
#pragma once

#include <dbsp/aggregate/saved_state.hpp>
#include <dbsp/engine/pointwise.hpp>
#include <dbsp/engine/state_table.hpp>
#include <dbsp/engine/timed_groups.hpp>
#include <dbsp/zset/serial.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace dbsp::detail {

/// An entry of a state table.  In general, the state of a group, which is made by its function.
template <class V> struct saved_entry {
    template <class Function> static std::string form(const Function& of) {
        if constexpr (requires { of.state_form(); }) {
            return of.state_form();
        } else {
            return form_of_state<V>();
        }
    }
    static void save(byte_writer& out, const V& state) {
        if constexpr (requires { state.save(out); }) {
            state.save(out);
        } else {
            save_state(out, state);
        }
    }
    template <class Function> static V load(byte_reader& in, const Function& of) {
        V state{};
        if constexpr (requires { state.load(of, in); }) {
            state.load(of, in);
        } else {
            load_state(in, state, of);
        }
        if (state.empty()) { byte_reader::throw_damaged("a group is empty"); }
        return state;
    }
};

/// What a join knows of a key.
template <class T, class W> struct saved_entry<zset<T, W>> {
    static std::string form() { return serial_name<zset<T, W>>(); }
    static void save(byte_writer& out, const zset<T, W>& rows) { write_value(out, rows); }
    static zset<T, W> load(byte_reader& in) {
        auto rows = read_value<zset<T, W>>(in);
        if (rows.empty()) { byte_reader::throw_damaged("a key has no rows"); }
        return rows;
    }
};

/// What a pointwise operator knows of a value.
template <class W, std::size_t N> struct saved_entry<weights<W, N>> {
    static std::string form() { return serial_name<std::array<W, N>>(); }
    static void save(byte_writer& out, const weights<W, N>& known) { write_value(out, known.of); }
    static weights<W, N> load(byte_reader& in) {
        weights<W, N> known{read_value<std::array<W, N>>(in)};
        if (known == weights<W, N>{}) { byte_reader::throw_damaged("a value has no weights"); }
        return known;
    }
};

/// An element of a group: the product of weights by its list.
template <class W, std::size_t N> auto& bare(weights<W, N>& element) { return element.of; }
template <class W, std::size_t N> const auto& bare(const weights<W, N>& element) { return element.of; }
template <class G> auto& bare(G& element) { return element; }

/// Changes, each with its moment.
template <class G, std::size_t D> void save_history(byte_writer& out, const history<G, D>& changes) {
    auto const count = std::ranges::count_if(
        changes, [&](const auto& one) { return &one == changes.begin() || one.since != (&one - 1)->since; });
    out.count(static_cast<std::uint64_t>(count));
    for (auto const* at = changes.begin(); at != changes.end();) {
        auto const since = at->since;
        G by{};
        for (; at != changes.end() && at->since == since; ++at) { at->add_to(by); }
        write_value(out, since.at);
        write_value(out, bare(by));
    }
}
template <class G, std::size_t D> void load_history(byte_reader& in, history<G, D>& changes) {
    known_totals<G, D> none;
    for (auto left = in.count(); left > 0; --left) {
        auto const since = moment<D>{read_value<std::array<std::uint32_t, D>>(in)};
        G by{};
        bare(by) = read_value<std::remove_cvref_t<decltype(bare(by))>>(in);
        if (by == G{} || (!changes.empty() && !((changes.end() - 1)->since < since))) {
            byte_reader::throw_damaged("moments are not in order, or one has no change");
        }
        changes.note(since, std::move(by), 0, none);
    }
}
template <class G> std::string history_form() {
    return serial_name<std::remove_cvref_t<decltype(bare(std::declval<G&>()))>>();
}

/// What an operator inside of fixpoints knows of a group or a value.
template <class In, class Out, std::size_t D> struct saved_entry<timed_group<In, Out, D>> {
    using group = timed_group<In, Out, D>;
    static std::string form() {
        return std::to_string(D) + " deep, " + history_form<In>() + " and " + history_form<Out>();
    }
    static void save(byte_writer& out, const group& known) {
        save_history(out, known.in);
        save_history(out, known.out);
    }
    static group load(byte_reader& in) {
        group known;
        load_history(in, known.in);
        load_history(in, known.out);
        if (known.empty()) { byte_reader::throw_damaged("a group has no moments"); }
        return known;
    }
};

/// What an operator or a view keeps between steps.  In general, a Z-set or an index.
template <class State> struct saved {
    static std::string form() { return serial_name<State>(); }
    static void save(byte_writer& out, const State& state) { write_value(out, state); }
    static State load(byte_reader& in) { return read_value<State>(in); }
};

template <class K, class V, class Before> struct saved<state_table<K, V, Before>> {
    using table = state_table<K, V, Before>;
    template <class... Function> static std::string form(const Function&... of) {
        return serial_name<K>() + " to " + saved_entry<V>::form(of...);
    }
    static void save(byte_writer& out, const table& state) {
        out.count(state.size());
        state.for_each([&](const K& key, const V& value) {
            write_value(out, key);
            saved_entry<V>::save(out, value);
        });
    }
    template <class... Function> static table load(byte_reader& in, const Function&... of) {
        table state;
        for (auto left = in.count(); left > 0; --left) {
            auto key = read_value<K>(in);
            auto value = saved_entry<V>::load(in, of...);
            if (!state.add(std::move(key), std::move(value))) {
                byte_reader::throw_damaged("a state has a key twice");
            }
        }
        return state;
    }
};

} // namespace dbsp::detail
