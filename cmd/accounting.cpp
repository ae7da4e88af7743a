// Between the ledger and the runs of one command.
#include "cmd/accounting.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"
#include "ci/trigger.hpp"
#include "hook/place.hpp"
#include "hook/state_directory.hpp"
#include "os/clock.hpp"

namespace proffer::cmd {
namespace {

constexpr std::size_t k_id_bytes = 8;

const Account* account_of(const std::vector<Account>& accounts, const std::string& task) {
    const auto found = std::find_if(accounts.begin(), accounts.end(), [&](const Account& account) { return account.task == task; });
    return found == accounts.end() ? nullptr : &*found;
}

/// Recorded replies cost nothing.
bool costs_something(const domain::Task& task) {
    return task.settings.model.provider != "replay" && task.command.empty();
}

bool is_wanted(const Project& project, const domain::Task& task) {
    if (!costs_something(task)) return false;
    return !counts_on_remote(project) || task.settings.limits.has_caps() || task.settings.ledger;
}

/// As a conclusion of the run: a ledger that cannot be read is no budget.
Error as_refusal(Error error) {
    if (error.code == ErrorCode::protocol || error.code == ErrorCode::io) error.code = ErrorCode::exhausted;
    if (error.code == ErrorCode::denied) error.code = ErrorCode::unauthorized;
    return error;
}

class Counted : public provider::Provider {
 public:
    Counted(std::unique_ptr<Provider> provider, std::unique_ptr<ledger::Store> store, ledger::Grant grant)
        : provider_(std::move(provider)), store_(std::move(store)), grant_(std::move(grant)) {}
    [[nodiscard]] std::string_view name() const override { return provider_->name(); }
    [[nodiscard]] std::string model() const override { return provider_->model(); }
    [[nodiscard]] std::optional<domain::Price> price() const override { return provider_->price(); }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt& prompt, const provider::AskLimits& limits,
                                            const provider::AskWatcher& watcher) override {
        note({1, 0, 0, 0, 0, false});
        auto reply = provider_->ask(prompt, limits, watcher);
        if (reply) note(ledger::use_of(0, reply->usage));
        return reply;
    }

 private:
    /// What cannot be noted is still held.
    void note(const ledger::Use& use) {
        const auto noted = store_->change(grant_.month, [&](ledger::Month& month) {
            ledger::note(month, grant_.id, use);
            return Result<void>();
        });
        if (!noted) base::log_debug("cannot note a call: " + noted.error().text());
    }

    std::unique_ptr<Provider> provider_;
    std::unique_ptr<ledger::Store> store_;
    ledger::Grant grant_;
};

/// One account; `may_write` false: only looked at.
Result<ledger::Grant> hold(ledger::Store& store, const ledger::Request& request, bool may_write) {
    const std::string month = ledger::month_of(request.now_ms);
    Result<ledger::Grant> grant = Error{};
    const auto change = [&](ledger::Month& current) -> Result<void> {
        grant = ledger::hold(current, request);
        return grant ? Result<void>() : Result<void>(grant.error());
    };
    if (may_write) {
        PROFFER_CHECK(store.change(month, change));
        return grant;
    }
    PROFFER_TRY(ledger::Month current, store.read(month));
    PROFFER_CHECK(change(current));
    grant->id.clear();
    return grant;
}

Result<ledger::Grant> open_account(Project& project, const domain::Task& task, Account& account, bool may_write) {
    PROFFER_TRY(const auto store, open_ledger(project, counts_on_remote(project)));
    account.start_ms = os::now_ms();
    return hold(*store, {os::random_hex(k_id_bytes), account.start_ms, task.name, account.subject, task.settings.limits}, may_write);
}

ledger::Entry entry_of(const Account& account, const report::RunSummary& summary) {
    return {account.grant.id, account.start_ms, account.task, account.subject, 1, ledger::use_of(summary.calls, summary.paid), {}};
}

Result<void> change_account(Project& project, const Account& account, const ledger::Store::Change& change) {
    PROFFER_TRY(const auto store, open_ledger(project, counts_on_remote(project)));
    return store->change(account.grant.month, change);
}

}  // namespace

std::string subject_of(std::int64_t issue, const std::string& task) {
    return issue > 0 ? fmt::format("issue {}", issue) : "task " + task;
}

bool counts_on_remote(const Project& project) {
    if (!ci::is_ci(project.environment)) return false;
    const auto url = project.repository->remote_url();
    return url && !url->empty();
}

Result<std::unique_ptr<ledger::Store>> open_ledger(Project& project, bool on_remote) {
    if (on_remote) {
        PROFFER_TRY(const std::string url, project.repository->remote_url());
        return ledger::make_ref_store(*project.repository, push_settings(project, url));
    }
    const git::Layout& layout = project.repository->layout();
    const hook::Place place{layout.work_dir.string(), layout.git_dir.string(), layout.common_dir.string()};
    PROFFER_TRY(const std::string state, hook::make_state_directory(project.environment, place));
    return ledger::make_file_store(std::filesystem::path(state) / "ledger");
}

std::vector<Account> open_accounts(Project& project, const std::vector<domain::Task>& tasks, std::int64_t issue, bool may_write) {
    std::vector<Account> accounts;
    for (const domain::Task& task : tasks) {
        if (!is_wanted(project, task)) continue;
        Account account{task.name, subject_of(issue, task.name), {}, 0, {}};
        auto grant = open_account(project, task, account, may_write);
        if (grant)
            account.grant = *std::move(grant);
        else if (task.settings.limits.has_caps())
            account.refused = as_refusal(std::move(grant).error());
        else
            base::log_warning("what this run costs is not counted: " + grant.error().text());
        if (grant && !may_write && task.settings.limits.has_caps())
            base::log_warning("without a token that may push, the caps hold only what other runs have counted");
        accounts.push_back(std::move(account));
    }
    return accounts;
}

void lay_over(run::TaskRequest& request, const std::vector<Account>& accounts) {
    const Account* const account = account_of(accounts, request.task.name);
    if (account == nullptr) return;
    request.refused = account->refused;
    if (account->grant.month.empty()) return;
    domain::Limits& limits = request.task.settings.limits;
    limits.calls = account->grant.calls;
    limits.tokens = account->grant.tokens;
    limits.cost_usd = account->grant.cost_usd;
    limits.calls_key = account->grant.calls_by;
    limits.tokens_key = account->grant.tokens_by;
    limits.cost_key = account->grant.cost_by;
}

void settle_accounts(Project& project, const std::vector<Account>& accounts, const std::vector<TaskResult>& results) {
    for (const Account& account : accounts) {
        if (account.grant.id.empty()) continue;
        const auto result = std::find_if(results.begin(), results.end(),
                                         [&](const TaskResult& candidate) { return candidate.outcome.summary.start.task == account.task; });
        const bool is_told = result != results.end();
        // Without any result nobody knows what was used, unless it was noted.
        if (!is_told && results.empty() && counts_on_remote(project)) continue;
        const auto settled = change_account(project, account, [&](ledger::Month& month) {
            if (is_told)
                ledger::settle(month, entry_of(account, result->outcome.summary));
            else
                ledger::release(month, account.grant.id);
            return Result<void>();
        });
        if (!settled) base::log_warning("what this run cost is not counted: " + settled.error().text());
    }
}

std::unique_ptr<provider::Provider> counted(Project& project, std::unique_ptr<provider::Provider> provider,
                                            const std::vector<Account>& accounts, const std::string& task) {
    const Account* const account = account_of(accounts, task);
    if (account == nullptr || account->grant.id.empty() || counts_on_remote(project)) return provider;
    auto store = open_ledger(project, false);
    if (!store) return provider;
    return std::make_unique<Counted>(std::move(provider), *std::move(store), account->grant);
}

}  // namespace proffer::cmd
