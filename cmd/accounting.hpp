// What runs may use and have used, over all runs of the repository: held before the first model call, settled after the last.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cmd/result_output.hpp"
#include "cmd/wiring.hpp"
#include "cmd/work.hpp"
#include "ledger/store.hpp"

namespace proffer::cmd {

/// "issue 7", or "task NAME" when a run is for no issue.
[[nodiscard]] std::string subject_of(std::int64_t issue, const std::string& task);

/// Where this project's runs are counted: in CI a ref of the remote, elsewhere a file of this machine. Null: nowhere.
[[nodiscard]] Result<std::unique_ptr<ledger::Store>> open_ledger(Project& project, bool on_remote);
[[nodiscard]] bool counts_on_remote(const Project& project);

/// Holds what each task may use. Nothing fails: what is not known well enough is a refusal for a task with caps, and told for others.
[[nodiscard]] std::vector<Account> open_accounts(Project& project, const std::vector<domain::Task>& tasks, std::int64_t issue,
                                                 bool may_write);

/// Lays the account of its task over the request.
void lay_over(run::TaskRequest& request, const std::vector<Account>& accounts);

/// Says what was used; a failure is told, and the hold runs out by itself.
void settle_accounts(Project& project, const std::vector<Account>& accounts, const std::vector<TaskResult>& results);

/// Notes each call of `provider` on the account of `task` while the run goes on, so that a killed run is counted too. Only where that
/// costs nothing: on this machine.
[[nodiscard]] std::unique_ptr<provider::Provider> counted(Project& project, std::unique_ptr<provider::Provider> provider,
                                                          const std::vector<Account>& accounts, const std::string& task);

}  // namespace proffer::cmd
