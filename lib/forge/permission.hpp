// May whoever sent an event start a run? Asked of the forge; what is not known is no (security.md T1-T5).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "forge/api.hpp"

namespace proffer::forge {

/// The comment that is the event, as it was then.
struct CommentThen {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string body;
    std::string updated_at;  ///< as the event has it
};

struct Request {
    std::int64_t sender_id = 0;
    std::string sender_login;
    Subject about = Subject::issue;
    std::int64_t issue = 0;   ///< number of what it is about
    std::string title, body;  ///< as the event has them
    std::optional<CommentThen> comment;
};

/// Whom the operator lets start runs without the right to write: names or ids. Bots need an entry of their own, whatever they may do.
struct Allowances {
    std::vector<std::string> users, bots;
    /// Asks the forge whose a name is.
    std::function<Result<Account>(const std::string& login)> find_account;
};

enum class Answer { yes, no, not_meant };

struct Ruling {
    Answer answer = Answer::no;
    std::string why;     ///< one line; empty for yes
    std::string remedy;  ///< may be empty
};

/// `no` unless the forge says that this account (by its id, not its name) may write or the operator lets it, and that issue and comment
/// are what they were when it sent the event. `not_meant` for what we did ourselves and for what is closed.
[[nodiscard]] Ruling rule_on(Api& api, const Request& request, const Allowances& allowances = {});

}  // namespace proffer::forge
