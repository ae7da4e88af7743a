// Three questions to the forge; each error is a no.
#include "forge/permission.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::forge {
namespace {

Ruling no(std::string why, std::string remedy = "") {
    return {Answer::no, std::move(why), std::move(remedy)};
}

Ruling unknown(const std::string& what, const Error& error) {
    return no(what + " cannot be asked of the forge: " + error.message, error.hint);
}

/// Forges differ in line ends and in what they keep of blanks at the end.
std::string comparable(const std::string& text) {
    return std::string(base::trim_right(base::replace_all(text, "\r\n", "\n")));
}

}  // namespace

Ruling rule_on(Api& api, const Request& request) {
    const std::string login = base::visible_line(request.sender_login);
    // A person may lend us a token and then set a label; a bot that hears itself would go on for ever.
    if (const auto own = api.own_account(); own && own->is_bot && own->id == request.sender_id)
        return {Answer::not_meant, "proffer itself sent the event", ""};
    const auto standing = api.standing(request.sender_login);
    if (!standing) return unknown("what '" + login + "' may do", standing.error());
    if (standing->account.id != request.sender_id)
        return no(
            fmt::format("'{}' is not the account that sent the event (id {}, not {})", login, standing->account.id, request.sender_id));
    if (standing->permission < Permission::write)
        return no("'" + login + "' may not write to this repository", "somebody with write access has to ask for it");
    const auto issue = api.issue(request.issue);
    if (!issue) return unknown(fmt::format("issue {}", request.issue), issue.error());
    if (!issue->is_open) return {Answer::not_meant, fmt::format("issue {} is closed", request.issue), ""};
    if (comparable(issue->title) != comparable(request.title) || comparable(issue->body) != comparable(request.body))
        return no(fmt::format("issue {} was edited after '{}' asked for this", request.issue, login),
                  "read it again, then set the label again");
    return {Answer::yes, "", ""};
}

}  // namespace proffer::forge
