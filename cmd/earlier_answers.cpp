// One look at the remote for each task.
#include "cmd/earlier_answers.hpp"

#include "cmd/remote_access.hpp"
#include "forge/earlier_answer.hpp"
#include "run/proposal.hpp"

namespace proffer::cmd {

namespace {

Result<std::optional<forge::EarlierAnswer>> ask(Project& project, RemoteAccess& access, const run::TaskRequest& request) {
    PROFFER_TRY(const std::string branch, run::branch_name(request));
    return forge::find_earlier_answer(access.connection.api.get(), *project.repository, access.push,
                                      {branch, request.base, request.event_key, request.committer.email});
}

}  // namespace

Result<OpenQuestions> find_open_questions(Project& project, const std::vector<run::TaskRequest>& requests) {
    OpenQuestions open;
    PROFFER_TRY(RemoteAccess access, reach_remote(project));
    for (const run::TaskRequest& request : requests) {
        std::optional<forge::EarlierAnswer> answer;
        if (!request.event_key.empty() && !access.url.empty()) {
            PROFFER_TRY(answer, ask(project, access, request));
        }
        if (!answer) {
            if (open.tasks.empty() || open.tasks.back() != request.task.name) open.tasks.push_back(request.task.name);
            continue;
        }
        open.why = answer->why;
        open.url = answer->url;
    }
    return open;
}

}  // namespace proffer::cmd
