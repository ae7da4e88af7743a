// The process's variables as a value, and which of them are secret.
#include "os/environment.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "os/secret_names.hpp"

extern char** environ;  // NOLINT: POSIX declares it in no header

namespace proffer::os {

namespace {

constexpr std::array<std::string_view, 6> k_secret_parts = {"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "APIKEY", "CREDENTIAL"};
constexpr std::array<std::string_view, 7> k_secret_last_words = {"TOKEN", "KEY", "PAT", "JWT", "PASS", "AUTH", "PWD"};

/// "pw" of "https://user:pw@host/"; empty: none.
std::string_view password_in_url(std::string_view value) {
    const auto scheme = value.find("://");
    if (scheme == std::string_view::npos) return {};
    const std::string_view rest = value.substr(scheme + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    const auto at = authority.rfind('@');
    const auto colon = authority.find(':');
    if (at == std::string_view::npos || colon == std::string_view::npos || colon > at) return {};
    return authority.substr(colon + 1, at - colon - 1);
}

}  // namespace

Environment Environment::of_process() {
    Environment environment;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        // The first one counts, as in getenv.
        environment.variables_.emplace(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
    }
    return environment;
}

std::optional<std::string> Environment::find(std::string_view name) const {
    const auto found = variables_.find(std::string(name));
    if (found == variables_.end() || found->second.empty()) return {};
    return found->second;
}

std::string Environment::value_or(std::string_view name, std::string_view fallback) const {
    return find(name).value_or(std::string(fallback));
}

void Environment::set(std::string name, std::string value) {
    variables_[std::move(name)] = std::move(value);
}

void Environment::erase(std::string_view name) {
    variables_.erase(std::string(name));
}

void Environment::erase_git_variables() {
    std::erase_if(variables_, [](const auto& variable) { return variable.first.starts_with("GIT_"); });
}

std::vector<std::string> Environment::entries() const {
    std::vector<std::string> entries;
    entries.reserve(variables_.size());
    for (const auto& [name, value] : variables_) entries.push_back(name + "=" + value);
    return entries;
}

bool is_secret_name(std::string_view name) {
    std::string upper(name);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (upper == "PWD" || upper == "OLDPWD" || upper.find("PUBLIC") != std::string::npos) return false;
    const auto holds = [&](std::string_view part) { return upper.find(part) != std::string::npos; };
    if (std::any_of(k_secret_parts.begin(), k_secret_parts.end(), holds)) return true;
    const auto last_word = upper.substr(upper.rfind('_') + 1);
    return std::find(k_secret_last_words.begin(), k_secret_last_words.end(), last_word) != k_secret_last_words.end();
}

bool is_secret_variable(std::string_view name, std::string_view value) {
    return is_secret_name(name) || !password_in_url(value).empty();
}

std::vector<std::string> secret_values(const Environment& environment) {
    std::vector<std::string> values;
    for (const auto& [name, value] : environment.variables()) {
        if (value.empty()) continue;
        if (is_secret_name(name))
            values.push_back(value);
        else if (const auto password = password_in_url(value); !password.empty())
            values.emplace_back(password);
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

}  // namespace proffer::os
