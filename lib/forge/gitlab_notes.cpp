// GitLab: issues, notes (our comments) and award emoji (our reactions).
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/gitlab_adapter.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_most_comments = 1000;
constexpr std::size_t k_newest_notes = 100;
const std::string k_needs_reading = "the role Guest and the scope 'api' or 'read_api'";
const std::string k_needs_writing = "the role Guest and the scope 'api'";

std::string named(Subject subject, std::int64_t number) {
    return fmt::format("{}{}", subject == Subject::issue ? "issue #" : "pull request !", number);
}

std::string note_body(const std::string& text) {
    json::Writer body;
    body.begin_object().member("body", text).end_object();
    return body.text();
}

std::string_view emoji_of(Reaction reaction) {
    switch (reaction) {
        case Reaction::eyes: return "eyes";
        case Reaction::rocket: return "rocket";
        case Reaction::confused: return "confused";
    }
    return "eyes";
}

}  // namespace

Result<Issue> Gitlab::issue(std::int64_t number) {
    PROFFER_TRY(const json::Value answer,
                read(subject_path(Subject::issue, number), {fmt::format("read issue #{}", number), k_needs_reading}));
    PROFFER_TRY(Issue read, reader_.issue(answer));
    if (read.number != number) return Error{ErrorCode::protocol, fmt::format("GitLab answered of another issue than #{}", number), "", {}};
    return read;
}

Result<std::vector<Comment>> Gitlab::comments(Subject subject, std::int64_t number) {
    const GitlabCall call{"read the comments of " + named(subject, number), k_needs_reading};
    const std::string path =
        subject_path(subject, number) + "/notes?order_by=created_at&sort=asc&activity_filter=only_comments&per_page=100";
    PROFFER_TRY(const auto notes, read_all(path, k_most_comments, call));
    std::vector<Comment> read;
    for (const json::Value& note : notes) {
        // "added 1 commit": the filter for those is newer than GitLab 16.
        if (note.boolean_or("system", false)) continue;
        PROFFER_TRY(Comment comment, reader_.comment(note, subject, number));
        read.push_back(std::move(comment));
    }
    return read;
}

/// A note of our own with that text among the newest.
Result<std::optional<json::Value>> Gitlab::find_own_note(const std::string& notes_path, const std::string& body, const GitlabCall& call) {
    PROFFER_TRY(const Account own, own_account());
    PROFFER_TRY(const auto notes, read_all(notes_path + "?order_by=created_at&sort=desc&per_page=100", k_newest_notes, call));
    for (const json::Value& note : notes) {
        const auto author = note.find("author");
        if (!author || author->integer_or("id", 0) != own.id) continue;
        if (base::trim(note.string_or("body", "")) == base::trim(body)) return std::optional(note);
    }
    return std::optional<json::Value>();
}

Result<Comment> Gitlab::create_comment(Subject subject, std::int64_t number, const std::string& body) {
    const GitlabCall call{"comment on " + named(subject, number), k_needs_writing};
    const std::string path = subject_path(subject, number) + "/notes";
    const auto happened = [&]() -> Result<std::optional<RestAnswer>> {
        PROFFER_TRY(const auto there, find_own_note(path, body, call));
        return found_answer(there);
    };
    PROFFER_TRY(const json::Value answer, write("POST", path, note_body(body), call, happened));
    return reader_.comment(answer, subject, number);
}

Result<void> Gitlab::change_comment(Subject subject, std::int64_t number, std::int64_t comment_id, const std::string& body) {
    const GitlabCall call{"change a comment on " + named(subject, number), "to be the comment's author"};
    const std::string path = fmt::format("{}/notes/{}", subject_path(subject, number), comment_id);
    PROFFER_TRY(const json::Value answer, write("PUT", path, note_body(body), call, may_be_repeated()));
    PROFFER_CHECK(number_of(answer, "id"));
    return {};
}

Result<void> Gitlab::react(Subject subject, std::int64_t number, std::optional<std::int64_t> comment_id, Reaction reaction) {
    const GitlabCall call{"react to " + named(subject, number), k_needs_writing};
    const std::string note = comment_id ? fmt::format("/notes/{}", *comment_id) : "";
    json::Writer body;
    body.begin_object().member("name", emoji_of(reaction)).end_object();
    PROFFER_TRY(const RestAnswer answer,
                rest_.write("POST", subject_path(subject, number) + note + "/award_emoji", body.text(), may_be_repeated()));
    // "404 Award Emoji Name has already been taken Not Found": it is there.
    if (answer.status == 404 && gitlab_message(answer).find("has already been taken") != std::string::npos) return {};
    PROFFER_CHECK(object_of(answer, call));
    return {};
}

}  // namespace proffer::forge
