/// `user_error`: something the user can put right, with all that PostgreSQL's error messages hold.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace pgt {

/// The SQLSTATEs that pg_trickle itself reports.
namespace sqlstate {
inline constexpr std::string_view feature_not_supported = "0A000";
inline constexpr std::string_view syntax_error = "42601";
inline constexpr std::string_view invalid_name = "42602";
inline constexpr std::string_view dependent_objects_exist = "2BP01";
inline constexpr std::string_view serialization_failure = "40001";
inline constexpr std::string_view read_only_transaction = "25006";
inline constexpr std::string_view undefined_table = "42P01";
inline constexpr std::string_view undefined_column = "42703";
inline constexpr std::string_view undefined_object = "42704";
inline constexpr std::string_view duplicate_table = "42P07";
inline constexpr std::string_view duplicate_column = "42701";
inline constexpr std::string_view ambiguous_column = "42702";
inline constexpr std::string_view invalid_table_definition = "42P16";
inline constexpr std::string_view invalid_object_definition = "42P17";
inline constexpr std::string_view insufficient_privilege = "42501";
inline constexpr std::string_view invalid_parameter_value = "22023";
inline constexpr std::string_view invalid_schema_name = "3F000";
inline constexpr std::string_view statement_too_complex = "54001";
inline constexpr std::string_view program_limit_exceeded = "54000";
inline constexpr std::string_view datatype_mismatch = "42804";
inline constexpr std::string_view object_not_in_prerequisite_state = "55000";
inline constexpr std::string_view object_in_use = "55006";
inline constexpr std::string_view lock_not_available = "55P03";
inline constexpr std::string_view trigger_protocol_violated = "39P01";
inline constexpr std::string_view event_trigger_protocol_violated = "39P03";
inline constexpr std::string_view data_corrupted = "XX001";
inline constexpr std::string_view internal_error = "XX000";
} // namespace sqlstate

/// An error with SQLSTATE, message, detail, hint and a position in the text it concerns.
///
///     throw user_error(sqlstate::feature_not_supported, "TABLESAMPLE can't be maintained")
///         .hint("Filter with random() < fraction where you read the stream table.").at(place);
class user_error : public std::runtime_error {
  public:
    user_error(std::string_view sqlstate, const std::string& message)
        : std::runtime_error(message), sqlstate_(sqlstate) {}

    user_error&& detail(std::string text) && {
        detail_ = std::move(text);
        return std::move(*this);
    }
    user_error&& hint(std::string text) && {
        hint_ = std::move(text);
        return std::move(*this);
    }
    /// `byte`: offset into the text of the query, from 0.
    user_error&& at(std::optional<int> byte) && {
        position_ = byte;
        return std::move(*this);
    }

    [[nodiscard]] const std::string& sqlstate() const { return sqlstate_; }
    [[nodiscard]] const std::string& detail() const& { return detail_; }
    [[nodiscard]] const std::string& hint() const& { return hint_; }
    [[nodiscard]] std::optional<int> position() const { return position_; }

  private:
    std::string sqlstate_;
    std::string detail_;
    std::string hint_;
    std::optional<int> position_;
};

} // namespace pgt
