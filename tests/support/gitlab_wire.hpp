// How the fake GitLab reads requests, holds them to the published description and spells its refusals.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.hpp"
#include "support/http_server.hpp"

namespace proffer::support::gitlab_wire {

[[nodiscard]] HttpAnswer json_answer(int status, std::string body);
/// `{"message": "404 Not found"}`
[[nodiscard]] HttpAnswer message(int status, const std::string& text);
/// `{"error": "title is missing"}`, as the checks of parameters answer.
[[nodiscard]] HttpAnswer parameter_error(const std::string& text);
/// `{"message": ["…"]}`
[[nodiscard]] HttpAnswer list_of_messages(int status, const std::string& text);
/// `{"message": {"title": ["can't be blank"]}}`
[[nodiscard]] HttpAnswer field_error(const std::string& field, const std::string& problem);

/// Without percent escapes.
[[nodiscard]] std::string decoded(std::string_view text);
[[nodiscard]] std::map<std::string, std::string> query_of(const std::string& target);
[[nodiscard]] std::optional<std::int64_t> number_of(const std::string& text);
/// One of "asc|desc"; every text is one of "".
[[nodiscard]] bool is_value_of(std::string_view values, const std::string& text);

struct Breach {
    std::string what;
    HttpAnswer answer;
};
/// How a request breaks tests/forge/gitlab/description.hpp; nothing when it does not.
[[nodiscard]] std::optional<Breach> breach_of_description(const std::string& method, const std::vector<std::string>& parts,
                                                          const std::map<std::string, std::string>& query,
                                                          const std::optional<json::Value>& body);

}  // namespace proffer::support::gitlab_wire
