// The same choice of token and login that publishing makes (forge/factory.cpp).
#include "cmd/remote_access.hpp"

#include "ci/trigger.hpp"

namespace proffer::cmd {
Result<RemoteAccess> reach_remote(const Project& project) {
    RemoteAccess access;
    PROFFER_TRY(access.url, project.repository->remote_url());
    access.push = push_settings(project, access.url);
    access.push.token.clear();
    if (access.url.empty()) return access;
    PROFFER_TRY(access.connection, forge::connect(project.environment, access.url, std::string(k_user_agent)));
    const forge::Place& place = access.connection.place;
    // In CI a token goes only to the server that the job is known to run on.
    if (access.connection.api || access.push.use_global_configuration) access.push.token = place.token;
    access.push.username = place.git_username();
    return access;
}

}  // namespace proffer::cmd
