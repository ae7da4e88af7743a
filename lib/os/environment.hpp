// The environment variables, read once; everything above gets this value, never getenv.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::os {

class Environment {
 public:
    Environment() = default;
    explicit Environment(std::map<std::string, std::string> variables) : variables_(std::move(variables)) {}
    static Environment of_process();

    /// The value, or nothing when it is not set or empty.
    [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
    [[nodiscard]] std::string value_or(std::string_view name, std::string_view fallback) const;
    void set(std::string name, std::string value);
    void erase(std::string_view name);
    /// Drops every `GIT_*` (security.md G2).
    void erase_git_variables();
    /// "NAME=value" for exec.
    [[nodiscard]] std::vector<std::string> entries() const;
    [[nodiscard]] const std::map<std::string, std::string>& variables() const { return variables_; }

 private:
    std::map<std::string, std::string> variables_;
};

/// Values of variables whose names say they are secret (`*_API_KEY`, `*_TOKEN`, `*PASSWORD*`, `*SECRET*`, …), for the redactor.
[[nodiscard]] std::vector<std::string> secret_values(const Environment& environment);

/// Overwrites the values of those variables in this process's own initial environment block and unsets them, and makes the process
/// non-dumpable, so that a child of the same user cannot read them from /proc (security.md decision 5, X1).
void hide_secrets_of_process(const Environment& environment);

}  // namespace proffer::os
