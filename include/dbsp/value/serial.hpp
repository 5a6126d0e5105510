/// `serial<T>`: how values of a type are written into a snapshot, and read from it.
#pragma once

#include <dbsp/value/bytes.hpp>
#include <dbsp/value/equal.hpp>

#include <bit>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

namespace dbsp {

/// Specialise it for a type of your own:
///
///     template <> struct dbsp::serial<money> {
///         static std::string name() { return "money"; } // stands in the snapshot: other rows are not read as these
///         static void write(byte_writer& out, const money& m) { out.number(m.cents); }
///         static money read(byte_reader& in) { return {in.number<std::int64_t>()}; }
///     };
///
/// `read` meets any bytes whatever; for those that `write` cannot have written it calls `byte_reader::throw_damaged`.
/// There is one for integers, `bool`, `float`, `double`, enumerations, strings, optionals, variants, pairs, tuples, arrays, records, structs
/// of Hana and containers, if there is one for what they consist of; and for Z-sets and checked numbers (dbsp/zset/serial.hpp).
/// Law: `equal(read(write(x)), x)` (tests/unit/value/serial.cpp).
template <class T> struct serial;

/// Types that can stand in a snapshot.
template <class T>
concept serializable = requires(byte_writer& out, byte_reader& in, const T& value) {
    { serial<T>::name() } -> std::convertible_to<std::string>;
    serial<T>::write(out, value);
    { serial<T>::read(in) } -> std::same_as<T>;
};

namespace detail {
template <class T> struct no_serial {
    static constexpr std::string text() {
        return "snapshot: values of type '" + text_of(type_name<T>()) +
               "' cannot be written; specialise dbsp::serial for it";
    }
};

/// `serial<T>`, or a sentence.
template <class T> consteval void require_serializable() { require<serializable<T>, no_serial<T>>(); }

template <class T> std::string serial_name() {
    require_serializable<T>();
    if constexpr (serializable<T>) {
        return serial<T>::name();
    } else {
        return {};
    }
}
template <class T> void write_value(byte_writer& out, const T& value) {
    require_serializable<T>();
    if constexpr (serializable<T>) { serial<T>::write(out, value); }
}
template <class T> T read_value(byte_reader& in) {
    require_serializable<T>();
    return serial<T>::read(in);
}

/// What was read is of another form than what is to be restored.
inline void require_form(const std::string& here, const std::string& there) {
    if (here != there) {
        throw snapshot_error("snapshot: it has a '" + there + "' where a '" + here + "' is to be restored");
    }
}

/// The kind and the size of a number: `i32`, `u8`, `f64`.
template <class T> std::string number_name(const char* kind) { return kind + std::to_string(8 * sizeof(T)); }

template <class... T> std::string list_of_names(const char* what) {
    std::string text;
    ((text += (text.empty() ? "" : ", ") + serial_name<T>()), ...);
    return what + ("<" + text + ">");
}

/// Any bits are a value of such an enumeration: its underlying type is fixed.
template <class E>
concept fixed_enumeration = std::is_enum_v<E> && requires { E{std::underlying_type_t<E>{}}; };

template <class T, class Members> inline constexpr bool all_serializable = false;
template <class T, class... Member>
inline constexpr bool all_serializable<T, std::tuple<Member...>> =
    (serializable<std::remove_cvref_t<Member>> && ...);

/// The members of a product by their types.
template <class T>
using member_types_t = decltype(with_members(std::declval<const T&>(), [](const auto&... member) {
    return std::tuple<decltype(member)...>(member...);
}));
template <class T> concept serializable_product = product_type<T> && all_serializable<T, member_types_t<T>>;

/// A container of its own, no view, which grows at its end.
template <class T>
concept serializable_container = nested_range<T> && std::default_initializable<T> && !requires {
    typename T::group_tag;
} && requires(T& container, std::ranges::range_value_t<T> element) {
    container.insert(container.end(), std::move(element));
    requires serializable<std::ranges::range_value_t<T>>;
};
} // namespace detail

template <> struct serial<bool> {
    static std::string name() { return "bool"; }
    static void write(byte_writer& out, bool value) { out.number(static_cast<std::uint8_t>(value ? 1 : 0)); }
    static bool read(byte_reader& in) {
        auto const value = in.number<std::uint8_t>();
        if (value > 1) { byte_reader::throw_damaged("a truth value is neither true nor false"); }
        return value == 1;
    }
};

template <std::integral I> struct serial<I> {
    static std::string name() { return detail::number_name<I>(std::signed_integral<I> ? "i" : "u"); }
    static void write(byte_writer& out, I value) { out.number(value); }
    static I read(byte_reader& in) { return in.number<I>(); }
};

template <detail::fixed_enumeration E> struct serial<E> {
    using number = std::underlying_type_t<E>;
    static std::string name() { return "enum " + serial<number>::name(); }
    static void write(byte_writer& out, E value) { serial<number>::write(out, std::to_underlying(value)); }
    static E read(byte_reader& in) { return static_cast<E>(serial<number>::read(in)); }
};

/// By its bits: NaN and negative zero are what they were.
template <class F>
    requires std::same_as<F, float> || std::same_as<F, double>
struct serial<F> {
    using bits = std::conditional_t<sizeof(F) == sizeof(std::uint32_t), std::uint32_t, std::uint64_t>;
    static std::string name() { return detail::number_name<F>("f"); }
    static void write(byte_writer& out, F value) { out.number(std::bit_cast<bits>(value)); }
    static F read(byte_reader& in) { return std::bit_cast<F>(in.number<bits>()); }
};

template <> struct serial<std::string> {
    static std::string name() { return "text"; }
    static void write(byte_writer& out, const std::string& value) { out.text(value); }
    static std::string read(byte_reader& in) { return in.text(); }
};

template <> struct serial<std::monostate> {
    static std::string name() { return "nothing"; }
    static void write(byte_writer& out, std::monostate) { serial<bool>::write(out, false); }
    static std::monostate read(byte_reader& in) {
        serial<bool>::read(in);
        return {};
    }
};

template <serializable T> struct serial<std::optional<T>> {
    static std::string name() { return detail::list_of_names<T>("optional"); }
    static void write(byte_writer& out, const std::optional<T>& value) {
        serial<bool>::write(out, value.has_value());
        if (value) { serial<T>::write(out, *value); }
    }
    static std::optional<T> read(byte_reader& in) {
        if (!serial<bool>::read(in)) { return std::nullopt; }
        return serial<T>::read(in);
    }
};

template <serializable... T> struct serial<std::variant<T...>> {
    using variant = std::variant<T...>;
    static std::string name() { return detail::list_of_names<T...>("variant"); }
    static void write(byte_writer& out, const variant& value) {
        out.count(value.index());
        std::visit([&]<class Held>(const Held& held) { serial<Held>::write(out, held); }, value);
    }
    static variant read(byte_reader& in) {
        auto const index = in.count();
        std::optional<variant> value;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            static_cast<void>(
                ((index == I && (value.emplace(std::in_place_index<I>, serial<T>::read(in)), true)) || ...));
        }(std::index_sequence_for<T...>{});
        if (!value) { byte_reader::throw_damaged("a variant has no such alternative"); }
        return *std::move(value);
    }
};

/// Pairs, tuples and arrays, member by member.  One byte stands for those without members, so that whatever is read has come from
/// somewhere.
template <class T>
    requires detail::tuple_like<T> && detail::serializable_product<T>
struct serial<T> {
    using indices = std::make_index_sequence<std::tuple_size_v<T>>;
    template <std::size_t I> using member = std::remove_cvref_t<std::tuple_element_t<I, T>>;

    static std::string name() {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return detail::list_of_names<member<I>...>("tuple");
        }(indices{});
    }
    static void write(byte_writer& out, const T& value) {
        if constexpr (std::tuple_size_v<T> == 0) { out.number(std::uint8_t{0}); }
        std::apply([&](const auto&... one) { (detail::write_value(out, one), ...); }, value);
    }
    static T read(byte_reader& in) {
        if constexpr (std::tuple_size_v<T> == 0) { in.number<std::uint8_t>(); }
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return T{serial<member<I>>::read(in)...}; // braces: in this order
        }(indices{});
    }
};

/// Records and structs of Hana, with the names of their members.
template <class T>
    requires detail::hana_struct<T> && detail::serializable_product<T> && std::default_initializable<T>
struct serial<T> {
    static std::string name() {
        std::string text;
        each([&]<class Name>(Name, const auto& get) {
            using type = std::remove_cvref_t<decltype(get(std::declval<const T&>()))>;
            text += (text.empty() ? "" : ", ") + std::string(Name::c_str()) + ": " + serial<type>::name();
        });
        return "record<" + text + ">";
    }
    static void write(byte_writer& out, const T& value) {
        bool empty = true;
        each([&](auto, const auto& get) {
            detail::write_value(out, get(value));
            empty = false;
        });
        if (empty) { out.number(std::uint8_t{0}); }
    }
    static T read(byte_reader& in) {
        T value{};
        bool empty = true;
        each([&](auto, const auto& get) {
            get(value) = serial<std::remove_cvref_t<decltype(get(value))>>::read(in);
            empty = false;
        });
        if (empty) { in.number<std::uint8_t>(); }
        return value;
    }

  private:
    template <class Use> static void each(Use&& use) {
        boost::hana::unpack(boost::hana::accessors<T>(), [&](auto... member) {
            (use(boost::hana::first(member), boost::hana::second(member)), ...);
        });
    }
};

template <detail::serializable_container T> struct serial<T> {
    using element = std::ranges::range_value_t<T>;
    static std::string name() { return detail::list_of_names<element>("list"); }
    static void write(byte_writer& out, const T& value) {
        out.count(static_cast<std::uint64_t>(std::ranges::distance(value)));
        for (const element& one : value) { serial<element>::write(out, one); }
    }
    static T read(byte_reader& in) {
        T value{};
        for (auto left = in.count(); left > 0; --left) {
            value.insert(value.end(), serial<element>::read(in));
        }
        return value;
    }
};

} // namespace dbsp
