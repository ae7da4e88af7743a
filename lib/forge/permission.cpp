// A few questions to the forge; each error is a no.
#include "forge/permission.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::forge {
namespace {

Ruling yes() {
    return {Answer::yes, "", ""};
}

Ruling no(std::string why, std::string remedy = "") {
    return {Answer::no, std::move(why), std::move(remedy)};
}

Ruling not_meant(std::string why) {
    return {Answer::not_meant, std::move(why), ""};
}

Ruling unknown(const std::string& what, const Error& error) {
    return no(what + " cannot be asked of the forge: " + error.message, error.hint);
}

/// Forges differ in line ends and in what they keep of blanks at the end.
std::string comparable(const std::string& text) {
    return std::string(base::trim_right(base::replace_all(text, "\r\n", "\n")));
}

/// Where a draft is only a word of the title, the adapters leave it out, and the event does not.
std::string comparable_title(std::string_view title) {
    constexpr std::array<std::string_view, 3> k_draft_words = {"draft:", "wip:", "[wip]"};
    for (const std::string_view word : k_draft_words)
        if (base::to_lower(title.substr(0, word.size())) == word) title = base::trim(title.substr(word.size()));
    return comparable(std::string(title));
}

/// UTC to the second, as GitHub, Gitea and Forgejo write it; others are not compared.
bool is_plain_time(const std::string& time) {
    return time.size() == 20 && time.ends_with('Z');
}

/// "42", or a name in any case.
bool lists(const std::vector<std::string>& entries, const Account& account) {
    return std::any_of(entries.begin(), entries.end(), [&](const std::string& entry) {
        return entry == std::to_string(account.id) || base::to_lower(entry) == base::to_lower(account.login);
    });
}

Ruling another_account(const std::string& login, std::int64_t found, std::int64_t sent) {
    return no(fmt::format("'{}' is not the account that sent the event (id {}, not {})", login, found, sent));
}

/// What the operator says of the sender; nothing when that is nothing.
std::optional<Ruling> rule_by_allowance(const Request& request, const Allowances& allowances, const std::string& login) {
    const Account claimed{request.sender_id, request.sender_login, false};
    if (!lists(allowances.users, claimed) && !lists(allowances.bots, claimed)) return {};
    // A name alone says little: whoever has it now need not be who is meant, and the event may be forged.
    const auto account = allowances.find_account(request.sender_login);
    if (!account) return unknown("who '" + login + "' is", account.error());
    if (account->id != request.sender_id) return another_account(login, account->id, request.sender_id);
    const bool is_bot = account->is_bot || request.sender_login.ends_with("[bot]");
    if (lists(allowances.bots, *account) || (!is_bot && lists(allowances.users, *account))) return yes();
    return {};
}

Ruling rule_on_bot(const std::string& login) {
    return no("'" + login + "' is a bot, and bots start runs only when they are named", "name it with --allow-bot, if it shall");
}

Ruling rule_on_sender(Api& api, const Request& request, const Allowances& allowances) {
    const std::string login = base::visible_line(request.sender_login);
    // A person may lend us a token and then set a label; a bot that hears itself would go on for ever.
    if (const auto own = api.own_account(); own && own->is_bot && own->id == request.sender_id)
        return not_meant("proffer itself sent the event");
    if (request.comment && request.comment->author_id != request.sender_id)
        return no("'" + login + "' did not write the comment", "who wants a run has to ask for it");
    if (auto allowed = rule_by_allowance(request, allowances, login)) return *std::move(allowed);
    if (request.sender_login.ends_with("[bot]")) return rule_on_bot(login);
    const auto standing = api.standing(request.sender_login);
    if (!standing) return unknown("what '" + login + "' may do", standing.error());
    if (standing->account.id != request.sender_id) return another_account(login, standing->account.id, request.sender_id);
    if (standing->account.is_bot) return rule_on_bot(login);
    if (standing->permission < Permission::write)
        return no("'" + login + "' may not write to this repository", "somebody with write access has to ask for it");
    return yes();
}

/// An issue and a pull request, as far as they are alike.
struct Now {
    bool is_open = true;
    bool is_ours = false;
    std::string title, body;
};

Result<Now> fetch_now(Api& api, const Request& request) {
    if (request.about == Subject::issue) {
        PROFFER_TRY(Issue issue, api.issue(request.issue));
        return Now{issue.is_open, false, std::move(issue.title), std::move(issue.body)};
    }
    PROFFER_TRY(PullRequest pull, api.pull_request(request.issue));
    const auto own = api.own_account();
    return Now{pull.state == PullRequestState::open, own && own->id == pull.author.id, std::move(pull.title), std::move(pull.body)};
}

Ruling rule_on_subject(Api& api, const Request& request) {
    const std::string name = fmt::format("{} {}", request.about == Subject::issue ? "issue" : "pull request", request.issue);
    const auto now = fetch_now(api, request);
    if (!now) return unknown(name, now.error());
    if (!now->is_open) return not_meant(name + " is closed");
    // Each follow-up changes what our own pull requests say.
    if (now->is_ours) return yes();
    const bool same_title = request.about == Subject::issue ? comparable(now->title) == comparable(request.title)
                                                            : comparable_title(now->title) == comparable_title(request.title);
    if (same_title && comparable(now->body) == comparable(request.body)) return yes();
    return no(fmt::format("{} was edited after '{}' asked for this", name, base::visible_line(request.sender_login)),
              request.comment ? "read it again, then ask again" : "read it again, then set the label again");
}

Ruling rule_on_comment(Api& api, const Request& request) {
    if (!request.comment) return yes();
    const auto comments = api.comments(request.about, request.issue);
    if (!comments) return unknown("the comment", comments.error());
    const CommentThen& then = *request.comment;
    for (const Comment& now : *comments) {
        // Reviews and comments are counted apart, so that an id alone does not tell.
        if (now.id != then.id || now.author.id != then.author_id) continue;
        const bool same_time = !is_plain_time(now.updated_at) || !is_plain_time(then.updated_at) || now.updated_at == then.updated_at;
        if (same_time && comparable(now.body) == comparable(then.body)) return yes();
        return no("the comment was edited after it was sent", "say it in a new comment");
    }
    return no("the comment is not there any more");
}

}  // namespace

Ruling rule_on(Api& api, const Request& request, const Allowances& allowances) {
    Ruling ruling = rule_on_sender(api, request, allowances);
    if (ruling.answer == Answer::yes) ruling = rule_on_subject(api, request);
    if (ruling.answer == Answer::yes) ruling = rule_on_comment(api, request);
    return ruling;
}

}  // namespace proffer::forge
