/// `serial` of weights and Z-sets.
#pragma once

#include <dbsp/value/serial.hpp>
#include <dbsp/zset/ordered_index.hpp>

namespace dbsp {

template <class I> struct serial<checked<I>> {
    static std::string name() { return serial<I>::name(); }
    static void write(byte_writer& out, const checked<I>& number) { out.number(number.value()); }
    static checked<I> read(byte_reader& in) { return checked<I>(in.number<I>()); }
};

template <serializable T, serializable W> struct serial<zset<T, W>> {
    static std::string name() { return detail::list_of_names<T, W>("zset"); }
    static void write(byte_writer& out, const zset<T, W>& z) {
        out.count(z.size());
        for (const auto& [value, weight] : z) {
            serial<T>::write(out, value);
            serial<W>::write(out, weight);
        }
    }
    static zset<T, W> read(byte_reader& in) {
        zset<T, W> z;
        for (auto left = in.count(); left > 0; --left) {
            auto value = serial<T>::read(in);
            auto const weight = serial<W>::read(in);
            if (weight == W{} || z.contains(value)) {
                byte_reader::throw_damaged("a Z-set has a row twice, or without a weight");
            }
            z.add(std::move(value), weight);
        }
        return z;
    }
};

template <serializable K, serializable T, serializable W> struct serial<ordered_index<K, T, W>> {
    static std::string name() { return detail::list_of_names<K, T, W>("index"); }
    static void write(byte_writer& out, const ordered_index<K, T, W>& index) {
        out.count(index.size());
        for (const auto& [key, group] : index) {
            serial<K>::write(out, key);
            serial<zset<T, W>>::write(out, group);
        }
    }
    static ordered_index<K, T, W> read(byte_reader& in) {
        ordered_index<K, T, W> index;
        for (auto left = in.count(); left > 0; --left) {
            auto const key = serial<K>::read(in);
            auto const group = serial<zset<T, W>>::read(in);
            if (group.empty() || index.contains(key)) {
                byte_reader::throw_damaged("an index has a key twice, or without rows");
            }
            for (const auto& [row, w] : group) { index.add(key, row, w); }
        }
        return index;
    }
};

} // namespace dbsp
