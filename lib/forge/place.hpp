// Which forge, where its API is, and whose token goes there: from the environment and the remote's url.
#pragma once

#include <string>

#include "base/result.hpp"
#include "http/client.hpp"
#include "os/environment.hpp"

namespace proffer::forge {

enum class Kind { none, github, gitlab, gitea };

struct Place {
    Kind kind = Kind::none;
    std::string api_url;  ///< without a slash at the end
    std::string web_url;
    std::string project;  ///< "owner/name", "group/sub/name"
    std::string token;
    bool is_job_token = false;  ///< the CI job's own
    bool is_named = false;      ///< the environment names the host, so it may be a private one

    /// What git says with the token as password.
    [[nodiscard]] std::string git_username() const;
};

/// PROFFER_FORGE (github, gitlab, gitea, forgejo, none) decides; else the CI job's own variables when the remote is on its server; else the
/// host: github.com, gitlab.com, codeberg.org, gitea.com, and those that begin with "github.", "gitlab.", "gitea." or "forgejo.". Without a
/// token, or without an http(s) or ssh remote on a forge, `none`. PROFFER_API_URL names an API that is elsewhere. The token is
/// PROFFER_TOKEN, then the forge's usual names: GH_TOKEN, GITHUB_TOKEN; GITLAB_TOKEN, CI_JOB_TOKEN; GITEA_TOKEN, FORGEJO_TOKEN and in its
/// jobs GITHUB_TOKEN. In CI a token goes only to the server that the job runs on (security.md C2), elsewhere GitHub's and GitLab's only to
/// github.com, gitlab.com, the host in GH_HOST or GITLAB_HOST, or where PROFFER_FORGE is set.
[[nodiscard]] Place find_place(const os::Environment& environment, const std::string& remote_url);

/// When only a token is known: asks the remote's server, without the token, what it is. Stays `none` when no answer fits.
[[nodiscard]] Result<Place> ask_place(http::Client& client, Place place);

/// "host[:port]" and path of an http(s), ssh or scp-like url: "git@host:owner/name.git".
struct RemoteParts {
    std::string scheme;  ///< "https", "http" or "ssh"
    std::string host;    ///< lower case; with its port, but for the scheme's usual one
    std::string path;    ///< without ".git" and slashes at its ends
};
[[nodiscard]] RemoteParts parts_of_remote(const std::string& remote_url);

}  // namespace proffer::forge
