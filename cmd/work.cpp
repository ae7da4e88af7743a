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
