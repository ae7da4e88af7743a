// One JSON object, in the private directory of the run.
#include "cmd/work.hpp"

#include "json/json.hpp"
#include "os/files.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_limit_bytes = 4 * 1024 * 1024;

Result<std::optional<domain::Oid>> oid_at(const json::Value& value, std::string_view key) {
    const std::string text = value.string_or(key, "");
    if (text.empty()) return std::optional<domain::Oid>();
    PROFFER_TRY(domain::Oid oid, domain::Oid::parse(text));
    return std::optional(std::move(oid));
}

std::optional<domain::Trust> trust_at(const json::Value& value) {
    if (value.boolean_or("outsider", false)) return domain::Trust::outsider;
    return value.boolean_or("writer", false) ? std::optional(domain::Trust::writer) : std::nullopt;
}

void write_account(json::Writer& writer, const Account& account) {
    const ledger::Grant& grant = account.grant;
    writer.begin_object().member("task", account.task).member("subject", account.subject).member("start_ms", account.start_ms);
    writer.member("id", grant.id).member("month", grant.month).member("calls", grant.calls).member("tokens", grant.tokens);
    writer.member("cost_usd", grant.cost_usd).member("calls_by", grant.calls_by).member("tokens_by", grant.tokens_by);
    writer.member("cost_by", grant.cost_by);
    if (account.refused) {
        writer.key("refused").begin_object().member("code", static_cast<int>(account.refused->code));
        writer.member("message", account.refused->message).member("hint", account.refused->hint).end_object();
    }
    writer.end_object();
}

/// Written by our parent a moment ago.
Account read_account(const json::Value& value) {
    const auto count = [&](std::string_view key) { return static_cast<std::uint64_t>(value.integer_or(key, 0)); };
    Account account{value.string_or("task", ""), value.string_or("subject", ""), {}, value.integer_or("start_ms", 0), {}};
    account.grant = {value.string_or("id", ""),
                     value.string_or("month", ""),
                     count("calls"),
                     count("tokens"),
                     value.number_or("cost_usd", 0),
                     value.string_or("calls_by", ""),
                     value.string_or("tokens_by", ""),
                     value.string_or("cost_by", "")};
    if (const auto refused = value.find("refused"))
        account.refused = Error{static_cast<ErrorCode>(refused->integer_or("code", static_cast<int>(ErrorCode::internal))),
                                refused->string_or("message", ""),
                                refused->string_or("hint", ""),
                                {}};
    return account;
}

}  // namespace

Result<void> write_work(const std::string& file, const Work& work) {
    json::Writer writer;
    writer.begin_object();
    writer.member("base", work.base ? work.base->text() : "").member("config", work.config ? work.config->text() : "");
    writer.member("base_ref", work.base_ref).member("objects", work.objects.string());
    writer.member("outsider", work.trust == domain::Trust::outsider).member("writer", work.trust == domain::Trust::writer);
    if (work.follow_up) {
        writer.key("follow_up").begin_object().member("branch", work.follow_up->branch);
        writer.member("title", work.follow_up->title).member("reference", work.follow_up->reference).end_object();
    }
    writer.key("accounts").begin_array();
    for (const Account& account : work.accounts) write_account(writer, account);
    writer.end_array();
    writer.key("tasks").begin_array();
    for (const std::string& task : work.tasks) writer.value(task);
    writer.end_array();
    writer.key("values").begin_object();
    for (const auto& [name, value] : work.values) writer.member(name, value);
    writer.end_object().end_object();
    return os::write_file(file, writer.text());
}

Result<Work> read_work(const std::string& file) {
    PROFFER_TRY(const std::string text, os::read_file(file, k_limit_bytes));
    PROFFER_TRY(const json::Value document, json::Value::parse(text));
    Work work;
    PROFFER_TRY(work.base, oid_at(document, "base"));
    PROFFER_TRY(work.config, oid_at(document, "config"));
    work.base_ref = document.string_or("base_ref", "");
    work.objects = document.string_or("objects", "");
    work.trust = trust_at(document);
    if (const auto follow_up = document.find("follow_up"))
        work.follow_up =
            run::FollowUp{follow_up->string_or("branch", ""), follow_up->string_or("title", ""), follow_up->string_or("reference", "")};
    PROFFER_TRY(const json::Value accounts, document.at("accounts"));
    for (const json::Value& account : accounts.elements()) work.accounts.push_back(read_account(account));
    PROFFER_TRY(const json::Value tasks, document.at("tasks"));
    for (const json::Value& task : tasks.elements()) {
        PROFFER_TRY(std::string name, task.string());
        work.tasks.push_back(std::move(name));
    }
    PROFFER_TRY(const json::Value values, document.at("values"));
    for (const std::string& name : values.keys()) work.values[name] = values.string_or(name, "");
    return work;
}

}  // namespace proffer::cmd
