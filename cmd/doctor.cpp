// `proffer doctor`: what a run would be refused, one line each, with the remedy.
#include <memory>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/examine.hpp"
#include "cmd/plain_output.hpp"
#include "json/json.hpp"

namespace proffer::cmd {
namespace {

void print_lines(const std::vector<domain::Advice>& all) {
    for (const domain::Advice& one : all) {
        const std::string remedy = one.remedy.empty() ? "" : " (remedy: " + base::visible_line(one.remedy) + ")";
        print_text(fmt::format("{:<8} {}: {}{}\n", domain::name(one.outlook), base::visible_line(one.name), base::visible_line(one.message),
                               remedy));
    }
}

void print_as_json(const std::vector<domain::Advice>& all, int exit_code) {
    json::Writer writer(json::Style::pretty);
    writer.begin_object().key("checks").begin_array();
    for (const domain::Advice& one : all) {
        writer.begin_object();
        writer.member("name", one.name);
        writer.member("status", domain::name(one.outlook));
        writer.member("message", base::visible_line(one.message));
        writer.member("remedy", base::visible_line(one.remedy));
        writer.end_object();
    }
    writer.end_array();
    writer.member("exit_code", exit_code);
    writer.end_object();
    print_json(writer.text());
}

int advise(const CommonFlags& common, const ExamineFlags& flags) {
    const std::vector<domain::Advice> all = examine(common, flags);
    const int exit_code = domain::exit_status(all);
    if (common.json)
        print_as_json(all, exit_code);
    else
        print_lines(all);
    return exit_code;
}

}  // namespace

Run define_doctor(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<ExamineFlags>();
    app.add_option("--provider", flags->provider, "As for run")->type_name("P");
    app.add_option("--model", flags->model, "As for run")->type_name("M");
    app.add_option("--base-url", flags->base_url, "As for run")->type_name("URL");
    app.add_option("--allow-host", flags->allowed_hosts, "As for run")->type_name("HOST");
    app.add_option("--isolation", flags->isolation, "As for run")->check(CLI::IsMember({"L1", "L2", "L3"}));
    app.add_option("--show", flags->shown, "As for run")->type_name("PATH");
    app.add_option("--author", flags->author, "As for run")->type_name("PERSON");
    return [flags, &common] { return Result<int>(advise(common, *flags)); };
}

}  // namespace proffer::cmd
