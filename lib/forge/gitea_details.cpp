// Labels, assignees, reviewers and milestone of Gitea. What the server leaves out in silence (it does, where the account may not) is told.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/gitea_adapter.hpp"

namespace proffer::forge::gitea {
namespace {

constexpr std::size_t k_labels_limit = 1000;
constexpr const char* k_label_colour = "#ededed";  // neutral, as GitHub gives to labels made by use

bool is_same_name(const std::string& a, const std::string& b) {
    return base::to_lower(a) == base::to_lower(b);
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& other) { return is_same_name(other, name); });
}

std::string quoted(const std::vector<std::string>& names) {
    std::vector<std::string> quoted;
    for (const std::string& name : names) quoted.push_back("'" + name + "'");
    return base::join(quoted, ", ");
}

void write_list(json::Writer& writer, const char* key, const std::vector<std::string>& values) {
    writer.key(key).begin_array();
    for (const std::string& value : values) writer.value(value);
    writer.end_array();
}

/// The label of that name; where several differ only in case, the one that is written the same.
const NamedId* find_label(const std::vector<NamedId>& labels, const std::string& name) {
    const NamedId* nearest = nullptr;
    for (const NamedId& label : labels) {
        if (label.name == name) return &label;
        if (nearest == nullptr && is_same_name(label.name, name)) nearest = &label;
    }
    return nearest;
}

}  // namespace

/// Those of the repository and, where the owner is an organisation that the token may ask, its own.
Result<std::vector<NamedId>> Adapter::fetch_labels() {
    PROFFER_TRY(auto elements, list("cannot list the labels", repository_path_ + "/labels", k_labels_limit));
    const auto shared = list("cannot list the organisation's labels", "/orgs/" + escape_path(owner_) + "/labels", k_labels_limit);
    if (shared) elements.insert(elements.end(), shared->begin(), shared->end());
    if (!shared && shared.error().code == ErrorCode::interrupted) return shared.error();
    std::vector<NamedId> labels;
    for (const json::Value& element : elements) {
        PROFFER_TRY(NamedId label, read_named(element, "name"));
        labels.push_back(std::move(label));
    }
    return labels;
}

Result<std::int64_t> Adapter::create_label(const std::string& name) {
    json::Writer writer;
    writer.begin_object().member("name", name).member("color", k_label_colour);
    // Two labels may have one name here, so a lost answer is looked up.
    const auto made = [&]() -> Result<std::optional<RestAnswer>> {
        PROFFER_TRY(const auto elements, list("cannot list the labels", repository_path_ + "/labels", k_labels_limit));
        for (const json::Value& element : elements)
            if (element.string_or("name", "") == name) return std::optional(RestAnswer{200, {}, {}, element});
        return std::optional<RestAnswer>();
    };
    PROFFER_TRY(const RestAnswer answer, rest_.write("POST", repository_path_ + "/labels", writer.end_object().text(), made));
    PROFFER_TRY(const json::Value json, content_of("cannot create label '" + name + "'", answer, place_.project));
    PROFFER_TRY(const NamedId label, read_named(json, "name"));
    return label.id;
}

Result<void> Adapter::add_labels(std::int64_t number, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    PROFFER_TRY(const auto labels, fetch_labels());
    std::vector<std::int64_t> ids;
    std::vector<std::string> missing;
    std::optional<Error> refused;
    for (const std::string& name : names) {
        const NamedId* label = find_label(labels, name);
        const Result<std::int64_t> id = label != nullptr ? Result<std::int64_t>(label->id) : create_label(name);
        if (id && std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
        if (id) continue;
        if (id.error().code != ErrorCode::denied) return id.error();
        missing.push_back(name);
        refused = id.error();
    }
    if (!ids.empty()) {
        json::Writer writer;
        writer.begin_object().key("labels").begin_array();
        for (const std::int64_t id : ids) writer.value(id);
        writer.end_array().end_object();
        PROFFER_TRY(const RestAnswer answer, write_again("POST", issue_path(number) + "/labels", writer.text()));
        PROFFER_CHECK(content_of(fmt::format("cannot set labels on {}", number), answer, place_.project));
    }
    if (missing.empty()) return {};
    return Error{ErrorCode::denied,
                 fmt::format("there is no label {}, and the token may not create it", quoted(missing)),
                 "create the label, or " + refused->hint,
                 {}};
}

Result<void> Adapter::add_assignees(std::int64_t number, const std::vector<std::string>& logins) {
    if (logins.empty()) return {};
    const std::string what = fmt::format("cannot assign anybody to {}", number);
    PROFFER_TRY(const json::Value issue, fetch(what, issue_path(number)));
    PROFFER_TRY(std::vector<std::string> assigned, read_logins(issue, "assignees"));
    PROFFER_TRY(const auto elements, list("cannot list who can be assigned", repository_path_ + "/assignees", k_labels_limit));
    std::vector<std::string> possible;
    for (const json::Value& element : elements) {
        PROFFER_TRY(const Account account, read_account(element));
        possible.push_back(account.login);
    }
    // One name too many and the server sets none, so those that it would refuse stay out; the list replaces what was there.
    std::vector<std::string> wanted = assigned, unknown, refused;
    for (const std::string& login : logins) {
        if (!holds(possible, login))
            unknown.push_back(login);
        else if (!holds(wanted, login))
            wanted.push_back(login);
    }
    if (wanted.size() > assigned.size()) {
        json::Writer writer;
        writer.begin_object();
        write_list(writer, "assignees", wanted);
        PROFFER_TRY(const RestAnswer answer, write_again("PATCH", issue_path(number), writer.end_object().text()));
        PROFFER_TRY(const json::Value changed, content_of(what, answer, place_.project));
        PROFFER_TRY(assigned, read_logins(changed, "assignees"));
        for (const std::string& login : wanted)
            if (!holds(assigned, login)) refused.push_back(login);
    }
    if (refused.empty() && unknown.empty()) return {};
    const ErrorCode code = refused.empty() ? ErrorCode::not_found : ErrorCode::denied;
    refused.insert(refused.end(), unknown.begin(), unknown.end());
    return Error{code,
                 fmt::format("cannot assign {} to {}", quoted(refused), number),
                 fmt::format("only accounts with write access to '{}' can be assigned, by a token that has it", place_.project),
                 {}};
}

Result<RestAnswer> Adapter::post_review_requests(std::int64_t number, const std::vector<std::string>& logins,
                                                 const std::vector<std::string>& teams) {
    json::Writer writer;
    writer.begin_object();
    write_list(writer, "reviewers", logins);
    write_list(writer, "team_reviewers", teams);
    return write_again("POST", pull_path(number) + "/requested_reviewers", writer.end_object().text());
}

/// One that the server refuses keeps it from asking any, so each gets a request of its own.
Result<void> Adapter::request_one_by_one(std::int64_t number, const std::vector<std::string>& logins,
                                         const std::vector<std::string>& teams) {
    std::vector<std::string> refused;
    std::optional<Error> last;
    const std::size_t count = logins.size() + teams.size();
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_team = i >= logins.size();
        const std::string& name = is_team ? teams[i - logins.size()] : logins[i];
        const std::vector<std::string> one{name}, none;
        PROFFER_TRY(const RestAnswer answer, post_review_requests(number, is_team ? none : one, is_team ? one : none));
        if (answer.status >= 200 && answer.status <= 299) continue;
        refused.push_back(name);
        last = refusal("cannot ask " + quoted(refused) + " for a review", answer, place_.project);
    }
    if (!last) return {};
    last->hint = fmt::format("name people or teams who can see '{}', and not the author of the pull request", place_.project);
    return *last;
}

Result<void> Adapter::request_reviews(std::int64_t number, const std::vector<std::string>& logins, const std::vector<std::string>& teams) {
    if (logins.empty() && teams.empty()) return {};
    bool has_teams = false;
    if (!teams.empty()) {
        // The server would leave them out without a word.
        PROFFER_TRY(has_teams, owner_is_organisation());
    }
    const std::vector<std::string> asked_teams = has_teams ? teams : std::vector<std::string>();
    if (!logins.empty() || has_teams) PROFFER_CHECK(request_all(number, logins, asked_teams));
    if (teams.empty() || has_teams) return {};
    return Error{ErrorCode::not_found,
                 fmt::format("cannot ask team {} for a review: '{}' is no organisation", quoted(teams), owner_),
                 "name people instead of teams",
                 {}};
}

Result<void> Adapter::request_all(std::int64_t number, const std::vector<std::string>& logins, const std::vector<std::string>& teams) {
    PROFFER_TRY(const RestAnswer answer, post_review_requests(number, logins, teams));
    if (answer.status >= 200 && answer.status <= 299) return {};
    const bool is_about_one = answer.status == 404 || answer.status == 422;
    if (is_about_one) return request_one_by_one(number, logins, teams);
    return refusal(fmt::format("cannot ask for reviews of {}", number), answer, place_.project);
}

Result<void> Adapter::set_milestone(std::int64_t number, const std::string& title) {
    const std::string what = fmt::format("cannot set milestone '{}' on {}", title, number);
    const std::string path = repository_path_ + "/milestones?state=all&name=" + escape_path(title);
    PROFFER_TRY(const auto elements, list("cannot list the milestones", path, k_labels_limit));
    // The server looks for a part of the name.
    std::optional<NamedId> milestone;
    for (const json::Value& element : elements) {
        PROFFER_TRY(const NamedId named, read_named(element, "title"));
        if (named.name == title && (!milestone || named.is_open)) milestone = named;
    }
    if (!milestone)
        return Error{ErrorCode::not_found, what + ": there is none of that name", fmt::format("create it in '{}'", place_.project), {}};
    json::Writer writer;
    writer.begin_object().member("milestone", milestone->id).end_object();
    PROFFER_TRY(const RestAnswer answer, write_again("PATCH", issue_path(number), writer.text()));
    PROFFER_TRY(const json::Value changed, content_of(what, answer, place_.project));
    const auto now = changed.find("milestone");
    if (now && now->integer_or("id", 0) == milestone->id) return {};
    return Error{ErrorCode::denied,
                 what + ": the forge left it out, write access is missing",
                 fmt::format("give the token's account write access to '{}'", place_.project),
                 {}};
}

}  // namespace proffer::forge::gitea
