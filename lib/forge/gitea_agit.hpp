// AGit: a pull request of Gitea or Forgejo made by a push alone, for those who may not create branches. Source: services/agit, cmd/hook.go
// and routers/private/hook_post_receive.go of both projects.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/oid.hpp"

namespace proffer::forge {

struct AgitPush {
    domain::Oid commit;
    std::string base_branch;
    std::string topic;  ///< tells one pull request of an account from another; the server puts "<account>/" before it
    std::string title;
    std::string description;
    bool replaces = false;      ///< an update that does not follow the last push; also lets the server take it
    bool knows_base64 = false;  ///< see `agit_knows_base64`
};

/// "<oid>:refs/for/<base>". Fails with `usage` for a branch that no ref can be made of.
[[nodiscard]] Result<std::string> agit_refspec(const AgitPush& push);

/// Values for git's `--push-option`, each on one line. A description of several lines needs `knows_base64`; without it the option is left
/// out, and the server takes what the commit's message says behind its first line. Title and description count at creation only.
[[nodiscard]] std::vector<std::string> agit_options(const AgitPush& push);

/// Whether a server of that version (GET /version) decodes values that begin with "{base64}": Gitea from 1.25. Forgejo's versions name the
/// Gitea that they stand for behind "+gitea-", and it never has.
[[nodiscard]] bool agit_knows_base64(std::string_view version);

struct AgitPullRequest {
    std::int64_t number = 0;
    std::string url;  ///< under `web_url`
};

/// The pull request of a push, from what git prints: the ref that the server made ("-> refs/pull/3/head", every version), else the page
/// that it names with "Visit the existing pull request:". The text is untrusted: only a number is taken from it. Nothing where there is
/// none.
[[nodiscard]] std::optional<AgitPullRequest> parse_agit_answer(std::string_view text, std::string_view web_url, std::string_view project);

/// Why the server refused, when that means the pull request is there and has this commit already ("new commit is same with old commit").
[[nodiscard]] bool is_agit_up_to_date(std::string_view text);

}  // namespace proffer::forge
