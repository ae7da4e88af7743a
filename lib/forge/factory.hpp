// The forge of a remote, ready to publish.
#pragma once

#include <memory>
#include <string>

#include "forge/api.hpp"
#include "forge/forge.hpp"
#include "forge/github_runs.hpp"
#include "forge/place.hpp"
#include "git/repository.hpp"
#include "os/environment.hpp"

namespace proffer::forge {

struct ForgeRequest {
    os::Environment environment;
    git::PushSettings push;  ///< its token is replaced by the forge's
    std::string user_agent;
};

/// A forge's API with the client it needs.
struct Connection {
    Place place;
    std::unique_ptr<http::Client> client;
    std::unique_ptr<Api> api;  ///< null: no forge, or no token for it
};

/// Asks the network only where neither the environment nor the host's name tells what the remote is.
[[nodiscard]] Result<Connection> connect(const os::Environment& environment, const std::string& remote_url, const std::string& user_agent);

/// What failed in a run of the CI system. Only GitHub's logs are read; elsewhere `denied`.
[[nodiscard]] Result<std::vector<FailedJob>> fetch_failed_jobs(const Connection& connection, const os::Environment& environment,
                                                               std::int64_t run_id);

/// Without a forge or a token for it: `make_none`. The repository must outlive it.
[[nodiscard]] Result<std::unique_ptr<Forge>> make_forge(git::Repository& repository, const ForgeRequest& request);

}  // namespace proffer::forge
