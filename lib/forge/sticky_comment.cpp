// Finds our comment by marker and author.
#include "forge/sticky_comment.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::forge {
namespace {

constexpr std::string_view k_marker = "<!-- proffer: one comment an issue -->";

/// As code, so that nothing in it is a mention, a reference or a command.
std::string as_code(const std::string& line) {
    return "`" + base::replace_all(base::visible_line(line), "`", "'") + "`";
}

}  // namespace

Result<void> put_marked_comment(Api& api, Subject subject, std::int64_t number, const std::string& marker, const std::string& text) {
    const std::string body = marker + "\n" + text;
    PROFFER_TRY(const Account own, api.own_account());
    PROFFER_TRY(const auto comments, api.comments(subject, number));
    for (const Comment& comment : comments) {
        if (comment.author.id != own.id || !comment.body.starts_with(marker)) continue;
        if (comment.body == body) return {};
        return api.change_comment(subject, number, comment.id, body);
    }
    PROFFER_TRY(const Comment created, api.create_comment(subject, number, body));
    static_cast<void>(created);
    return {};
}

Result<std::size_t> count_marked_comments(Api& api, Subject subject, std::int64_t number, const std::string& marker) {
    PROFFER_TRY(const Account own, api.own_account());
    PROFFER_TRY(const auto comments, api.comments(subject, number));
    std::size_t count = 0;
    for (const Comment& comment : comments) count += comment.author.id == own.id && comment.body.starts_with(marker) ? 1 : 0;
    return count;
}

Result<void> put_sticky_comment(Api& api, Subject subject, std::int64_t number, const std::string& text) {
    return put_marked_comment(api, subject, number, std::string(k_marker), text);
}

std::string comment_on(const Publication& made, const std::string& run_url) {
    std::string text;
    if (is_complete(made))
        text = fmt::format("The proposal is in {}.\n", made.pull_request_url);
    else if (made.rung == "branch")
        text = fmt::format("The proposal is on the branch {}, but no pull request could be opened. Open it here: {}\n",
                           as_code(made.branch), made.compare_url);
    else
        text = "A proposal was made, but neither a pull request nor a branch could be. It is in `proposal.patch` of the run's report.\n";
    if (!is_complete(made))
        for (const std::string& refusal : made.refused) text += "\n- " + as_code(refusal);
    if (!run_url.empty()) text += "\n\n[The run](" + run_url + ")\n";
    return text;
}

}  // namespace proffer::forge
