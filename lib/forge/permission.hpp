// May whoever sent an event start a run? Asked of the forge; what is not known is no (security.md T1-T5).
#pragma once

#include <cstdint>
#include <string>

#include "forge/api.hpp"

namespace proffer::forge {

struct Request {
    std::int64_t sender_id = 0;
    std::string sender_login;
    std::int64_t issue = 0;
    std::string title, body;  ///< as the event has them
};

enum class Answer { yes, no, not_meant };

struct Ruling {
    Answer answer = Answer::no;
    std::string why;     ///< one line; empty for yes
    std::string remedy;  ///< may be empty
};

/// `no` unless the forge says that this account (by its id, not its name) may write, and that the issue is what it was when it sent the
/// event. `not_meant` for what we did ourselves and for closed issues.
[[nodiscard]] Ruling rule_on(Api& api, const Request& request);

}  // namespace proffer::forge
