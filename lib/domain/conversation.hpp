// What is sent to a model and what comes back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/changes.hpp"
#include "domain/usage.hpp"

namespace proffer::domain {

enum class Role { user, assistant };

struct Message {
    Role role = Role::user;
    std::string text;
};

struct Prompt {
    std::string system;             ///< rules; the same in every attempt of a task, so that it can be cached
    std::vector<Message> messages;  ///< starts and ends with a user message, roles alternate
};

enum class StopReason {
    complete,  ///< the model came to its end
    length,    ///< cut off at a token limit: never applied
    refusal,   ///< declined, or stopped by a content filter
};

/// "complete", "length", "refusal".
[[nodiscard]] std::string_view name(StopReason reason);

struct Reply {
    std::string text;  ///< untrusted
    StopReason stop = StopReason::complete;
    Usage usage;
    std::string model;      ///< as the service names it
    bool replayed = false;  ///< recorded by an earlier run, which has paid for it
    /// Of a program that edited files itself; its text then is only what it said.
    std::optional<Changes> changes = {};
};

}  // namespace proffer::domain
