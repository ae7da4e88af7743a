// The wire side of the fake GitLab.
#include "support/gitlab_wire.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "forge/gitlab/description.hpp"

namespace proffer::support::gitlab_wire {

namespace description = forge::gitlab_description;

HttpAnswer json_answer(int status, std::string body) {
    HttpAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "application/json"}};
    answer.body = std::move(body);
    return answer;
}

HttpAnswer message(int status, const std::string& text) {
    json::Writer out;
    out.begin_object().member("message", text).end_object();
    return json_answer(status, out.text());
}

HttpAnswer parameter_error(const std::string& text) {
    json::Writer out;
    out.begin_object().member("error", text).end_object();
    return json_answer(400, out.text());
}

HttpAnswer list_of_messages(int status, const std::string& text) {
    json::Writer out;
    out.begin_object().key("message").begin_array().value(text).end_array().end_object();
    return json_answer(status, out.text());
}

HttpAnswer field_error(const std::string& field, const std::string& problem) {
    json::Writer out;
    out.begin_object().key("message").begin_object().key(field).begin_array().value(problem).end_array().end_object().end_object();
    return json_answer(400, out.text());
}

std::string decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_escape = text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0;
        plain += is_escape ? static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)) : text[i];
        if (is_escape) i += 2;
    }
    return plain;
}

std::map<std::string, std::string> query_of(const std::string& target) {
    std::map<std::string, std::string> query;
    const std::size_t start = target.find('?');
    if (start == target.npos) return query;
    for (const std::string_view pair : base::split(std::string_view(target).substr(start + 1), '&')) {
        const std::size_t equals = pair.find('=');
        query[decoded(pair.substr(0, equals))] = equals == pair.npos ? "" : decoded(pair.substr(equals + 1));
    }
    return query;
}

std::optional<std::int64_t> number_of(const std::string& text) {
    if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != text.npos) return {};
    return std::stoll(text);
}

bool is_value_of(std::string_view values, const std::string& text) {
    const auto all = base::split(values, '|');
    return values.empty() || std::find(all.begin(), all.end(), text) != all.end();
}

namespace {

bool matches(std::string_view pattern, const std::vector<std::string>& parts) {
    const auto wanted = base::split(pattern.substr(1), '/');
    if (wanted.size() != parts.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!wanted[i].starts_with(':') && wanted[i] != parts[i]) return false;
    return true;
}

bool is_query_of_type(const description::Parameter& parameter, const std::string& text) {
    if (parameter.type == description::Type::number) return number_of(text).has_value();
    if (parameter.type == description::Type::flag) return text == "true" || text == "false";
    return is_value_of(parameter.values, text);
}

bool is_body_of_type(const description::Parameter& parameter, const json::Value& value) {
    switch (parameter.type) {
        case description::Type::number: return value.integer().has_value();
        case description::Type::flag: return value.boolean().has_value();
        case description::Type::numbers: {
            const auto elements = value.elements();
            return value.is_array() &&
                   std::all_of(elements.begin(), elements.end(), [](const json::Value& one) { return one.integer().has_value(); });
        }
        default: return value.is_string() && is_value_of(parameter.values, *value.string());
    }
}

const description::Parameter* named(const std::vector<description::Parameter>& parameters, const std::string& name) {
    const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& one) { return one.name == name; });
    return found == parameters.end() ? nullptr : &*found;
}

/// What is wrong with a query or body, in GitLab's words; "… is unknown" is ours.
std::optional<std::string> problem_of(const description::Operation& operation, const std::map<std::string, std::string>& query,
                                      const std::optional<json::Value>& body) {
    std::string missing;
    for (const auto& parameter : operation.body)
        if (parameter.is_required && (!body || !body->find(parameter.name)))
            missing += (missing.empty() ? "" : ", ") + std::string(parameter.name) + " is missing";
    if (!missing.empty()) return missing;
    for (const auto& [name, value] : query) {
        const auto* parameter = named(operation.query, name);
        if (parameter == nullptr) return name + " is unknown";
        if (!is_query_of_type(*parameter, value))
            return name + (parameter->values.empty() ? " is invalid" : " does not have a valid value");
    }
    const auto fields = body ? body->keys() : std::vector<std::string>();
    for (const std::string& name : fields) {
        const auto* parameter = named(operation.body, name);
        if (parameter == nullptr) return name + " is unknown";
        const auto value = body->find(name);
        if (!value || !is_body_of_type(*parameter, *value)) return name + " is invalid";
    }
    if (operation.needs_one && fields.empty()) return "title, description, … are missing, at least one parameter must be provided";
    return {};
}

}  // namespace

std::optional<Breach> breach_of_description(const std::string& method, const std::vector<std::string>& parts,
                                            const std::map<std::string, std::string>& query, const std::optional<json::Value>& body) {
    for (const auto& operation : description::operations()) {
        if (operation.method != method || !matches(operation.path, parts)) continue;
        const auto problem = problem_of(operation, query, body);
        if (!problem) return {};
        return Breach{*problem, parameter_error(*problem)};
    }
    return Breach{"no such path", json_answer(404, R"({"error":"404 Not Found"})")};
}

}  // namespace proffer::support::gitlab_wire
