// A merge request made by `git push -o …`: for tokens that may push but not use the API.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forge/api.hpp"

namespace proffer::forge {

/// The values for `git push -o`, each one line without control characters and at most 8 KiB: `merge_request.create`,
/// `merge_request.target=…` and so on. Neither git nor GitLab has a way to put a line end into an option, so the description is its lines
/// as inline code with `<br>` between them, which no reference, mention or quick action can leave. Works only with a push that moves a ref.
/// Source: docs.gitlab.com/topics/git/commit/#push-options; `merge_request.draft` since GitLab 15.0, names in `assign` since 15.5.
[[nodiscard]] std::vector<std::string> gitlab_push_options(const NewPullRequest& wanted, const std::vector<std::string>& labels,
                                                           const std::vector<std::string>& assignees, const std::string& milestone);

struct PushedMergeRequest {
    std::int64_t number = 0;
    std::string url;
};

/// The merge request that the server's messages of a push tell ("View merge request for X:" and its address, with or without "remote: "
/// before each line); nothing when there is none for `head_branch` at an address of this project below `web_base_url`.
[[nodiscard]] std::optional<PushedMergeRequest> parse_gitlab_push_answer(std::string_view messages, std::string_view web_base_url,
                                                                         std::string_view project_path, std::string_view head_branch);

/// Why GitLab made no merge request, by its warning in the same messages, on one visible line; empty when it gave none.
[[nodiscard]] std::string parse_gitlab_push_warning(std::string_view messages);

}  // namespace proffer::forge
