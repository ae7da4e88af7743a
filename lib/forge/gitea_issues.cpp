// Issues of Gitea, their comments and reactions, and what people may do.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/gitea_adapter.hpp"

namespace proffer::forge::gitea {
namespace {

constexpr std::size_t k_comments_limit = 1000;
constexpr std::size_t k_reviews_limit = 100;  // each with comments is one more request
constexpr std::size_t k_people_limit = 2000;

std::string_view name_of(Reaction reaction) {
    switch (reaction) {
        case Reaction::eyes: return "eyes";
        case Reaction::rocket: return "rocket";
        case Reaction::confused: return "confused";
    }
    return "eyes";
}

std::string body_with(const char* key, std::string_view text) {
    json::Writer writer;
    return writer.begin_object().member(key, text).end_object().text();
}

/// The server may have changed line ends.
bool is_same_text(const std::string& a, const std::string& b) {
    return base::trim(base::replace_all(a, "\r\n", "\n")) == base::trim(base::replace_all(b, "\r\n", "\n"));
}

}  // namespace

Result<Issue> Adapter::issue(std::int64_t number) {
    const std::string what = fmt::format("cannot read issue {}", number);
    PROFFER_TRY(const json::Value json, fetch(what, issue_path(number)));
    PROFFER_TRY(Issue read, read_issue(json, place_));
    if (read.number != number) return Error{ErrorCode::protocol, what + ": the forge told another one", "", {}};
    return read;
}

Result<std::vector<Comment>> Adapter::comments(Subject subject, std::int64_t number) {
    // They come whole, so that a link to a next page is not the server's own doing and has to be of its origin.
    PROFFER_TRY(const auto elements, rest_.get_all(issue_path(number) + "/comments", k_comments_limit));
    std::vector<Comment> comments;
    for (const json::Value& element : elements) {
        PROFFER_TRY(Comment comment, read_comment(element, place_, subject, number));
        comments.push_back(std::move(comment));
    }
    if (subject == Subject::pull_request && comments.size() < k_comments_limit) {
        PROFFER_TRY(auto on_files, review_comments(number, k_comments_limit - comments.size()));
        comments.insert(comments.end(), std::make_move_iterator(on_files.begin()), std::make_move_iterator(on_files.end()));
    }
    // Ids are given in the order of writing, for both kinds from one row.
    std::sort(comments.begin(), comments.end(), [](const Comment& a, const Comment& b) { return a.id < b.id; });
    return comments;
}

Result<std::vector<Comment>> Adapter::review_comments(std::int64_t number, std::size_t most) {
    const std::string path = pull_path(number) + "/reviews";
    PROFFER_TRY(const auto reviews, list(fmt::format("cannot list the reviews of {}", number), path, k_reviews_limit));
    std::vector<Comment> comments;
    for (const json::Value& review : reviews) {
        if (review.integer_or("comments_count", 0) <= 0) continue;
        const std::int64_t id = review.integer_or("id", 0);
        const std::string what = fmt::format("cannot list the comments of review {}", id);
        PROFFER_TRY(const auto elements, list(what, fmt::format("{}/{}/comments", path, id), k_comments_limit));
        for (const json::Value& element : elements) {
            if (comments.size() >= most) return comments;
            PROFFER_TRY(Comment comment, read_review_comment(element, place_, number));
            comments.push_back(std::move(comment));
        }
    }
    return comments;
}

/// A comment of ours with that text, the last one.
Result<std::optional<RestAnswer>> Adapter::find_comment(std::int64_t number, const std::string& body) {
    const auto own = own_account();
    PROFFER_TRY(const auto elements, rest_.get_all(issue_path(number) + "/comments", k_comments_limit));
    for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
        const auto user = element->find("user");
        // A token that may not ask whose it is: the text alone decides.
        const bool is_ours = !own || (user && user->integer_or("id", 0) == own->id);
        if (is_ours && is_same_text(element->string_or("body", ""), body)) return std::optional(RestAnswer{200, {}, {}, *element});
    }
    return std::optional<RestAnswer>();
}

Result<Comment> Adapter::create_comment(Subject subject, std::int64_t number, const std::string& body) {
    const auto there = [&] { return find_comment(number, body); };
    PROFFER_TRY(const RestAnswer answer, rest_.write("POST", issue_path(number) + "/comments", body_with("body", body), there));
    PROFFER_TRY(const json::Value json, content_of(fmt::format("cannot comment on {}", number), answer, place_.project));
    return read_comment(json, place_, subject, number);
}

Result<void> Adapter::change_comment(Subject, std::int64_t number, std::int64_t comment_id, const std::string& body) {
    const std::string path = fmt::format("{}/issues/comments/{}", repository_path_, comment_id);
    PROFFER_TRY(const RestAnswer answer, write_again("PATCH", path, body_with("body", body)));
    PROFFER_CHECK(content_of(fmt::format("cannot change comment {} of {}", comment_id, number), answer, place_.project));
    return {};
}

Result<void> Adapter::react(Subject, std::int64_t number, std::optional<std::int64_t> comment_id, Reaction reaction) {
    const std::string subject = comment_id ? fmt::format("{}/issues/comments/{}", repository_path_, *comment_id) : issue_path(number);
    PROFFER_TRY(const RestAnswer answer, write_again("POST", subject + "/reactions", body_with("content", name_of(reaction))));
    PROFFER_CHECK(content_of(fmt::format("cannot react to {}", number), answer, place_.project));
    return {};
}

Result<Api::Standing> Adapter::standing(const std::string& login) {
    const std::string what = fmt::format("cannot ask what '{}' may do", login);
    const std::string path = fmt::format("{}/collaborators/{}", repository_path_, escape_path(login));
    PROFFER_TRY(const RestAnswer answer, rest_.get(path + "/permission"));
    // 404: a name that nobody has, or a server from before this could be asked; the lists tell which.
    if (answer.status == 403 || answer.status == 404) return standing_by_lists(login, refusal(what, answer, place_.project));
    PROFFER_TRY(const json::Value json, content_of(what, answer, place_.project));
    PROFFER_TRY(const Standing found, read_standing(json));
    if (base::to_lower(found.account.login) != base::to_lower(login))
        return Error{ErrorCode::protocol, what + ": the forge told of somebody else", "", {}};
    return found;
}

/// Only administrators of a repository may ask for the permission of others. Who can be assigned may write, where the owner is a person;
/// in an organisation teams that may only read pull requests are on that list too, so it tells nothing.
Result<Api::Standing> Adapter::standing_by_lists(const std::string& login, const Error& refused) {
    const auto is_organisation = owner_is_organisation();
    if (!is_organisation || *is_organisation) {
        Error error = refused;
        error.hint = fmt::format("give a token of an administrator of '{}': others may not ask that", place_.project);
        return error;
    }
    PROFFER_TRY(const auto elements, list("cannot list who may write", repository_path_ + "/assignees", k_people_limit));
    for (const json::Value& element : elements) {
        PROFFER_TRY(const Account account, read_account(element));
        if (account.id > 0 && base::to_lower(account.login) == base::to_lower(login)) return Standing{account, Permission::write};
    }
    Standing standing;
    PROFFER_TRY(standing.account, account_of(login));
    PROFFER_TRY(const RestAnswer member, rest_.get(fmt::format("{}/collaborators/{}", repository_path_, escape_path(login))));
    if (member.status == 204) standing.permission = Permission::read;
    if (member.status == 204 || member.status == 404) return standing;
    return refusal(fmt::format("cannot ask whether '{}' is a collaborator", login), member, place_.project);
}

Result<Account> Adapter::account_of(const std::string& login) {
    const std::string what = fmt::format("cannot ask who '{}' is", login);
    PROFFER_TRY(const json::Value json, fetch(what, "/users/" + escape_path(login)));
    return read_account(json);
}

}  // namespace proffer::forge::gitea
