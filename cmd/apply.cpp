// `proffer apply`: a model's reply onto a plain directory, all or nothing.
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/plain_output.hpp"
#include "domain/conclusion.hpp"
#include "edit/understand.hpp"
#include "guard/judge.hpp"
#include "json/json.hpp"
#include "os/directory_tree.hpp"
#include "os/files.hpp"

namespace proffer::cmd {
namespace {

struct ApplyFlags {
    std::string root;
    std::string reply;
    std::vector<std::string> targets;
};

Result<std::vector<domain::RepoPath>> parse_targets(const std::vector<std::string>& texts) {
    std::vector<domain::RepoPath> targets;
    for (const std::string& text : texts) {
        PROFFER_TRY(domain::RepoPath path, domain::RepoPath::parse(text));
        targets.push_back(std::move(path));
    }
    return targets;
}

void add_violations(edit::Understood& understood, const domain::Snapshot& tree) {
    for (const domain::Violation& violation : guard::judge_paths(understood.edits, tree))
        understood.refusals.push_back({violation.path, 0, violation.rule, violation.message, "", 0, false});
}

void print_refusals(const std::vector<edit::Refusal>& refusals) {
    for (const edit::Refusal& refusal : refusals) {
        std::string line = refusal.path.empty() ? "reply" : refusal.path;
        if (refusal.hunk > 0) line += fmt::format(", edit {}", refusal.hunk);
        line += fmt::format(": {}: {}", refusal.reason, refusal.message);
        if (refusal.nearest_line > 0) line += fmt::format(" (nearest place: line {})", refusal.nearest_line);
        if (refusal.already_there) line += " (the new text already stands there)";
        fmt::print("refused {}\n", base::inert_log_text(base::visible_line(line)));
    }
}

void print_applied(const edit::Understood& understood) {
    for (const edit::Placement& placement : understood.placements) {
        std::string line = placement.path;
        if (placement.line > 0) line += fmt::format(":{}", placement.line);
        fmt::print("applied {} ({})\n", base::inert_log_text(base::visible_line(line)), placement.how);
    }
}

void print_json(const edit::Understood& understood) {
    json::Writer writer(json::Style::pretty);
    writer.begin_object();
    writer.member("applied", understood.refusals.empty());
    writer.member("format", edit::name(understood.format));
    writer.key("edits").begin_array();
    for (const edit::Placement& placement : understood.placements) {
        writer.begin_object().member("path", placement.path).member("hunk", static_cast<std::uint64_t>(placement.hunk));
        writer.member("how", placement.how).member("line", static_cast<std::uint64_t>(placement.line)).end_object();
    }
    writer.end_array();
    writer.key("files").begin_array();
    for (const domain::Edit& edit : understood.edits)
        writer.begin_object().member("path", edit.path.text()).member("operation", edit.content ? "write" : "remove").end_object();
    writer.end_array();
    writer.key("refused").begin_array();
    for (const edit::Refusal& refusal : understood.refusals) {
        writer.begin_object()
            .member("path", refusal.path)
            .member("hunk", static_cast<std::uint64_t>(refusal.hunk))
            .member("reason", refusal.reason);
        writer.member("message", refusal.message).member("nearest_line", static_cast<std::uint64_t>(refusal.nearest_line));
        writer.member("nearest", refusal.nearest).member("already_there", refusal.already_there).end_object();
    }
    writer.end_array().end_object();
    cmd::print_json(writer.text());
}

Result<int> apply(const CommonFlags& common, const ApplyFlags& flags) {
    PROFFER_TRY(const os::DirectoryTree tree, os::DirectoryTree::open(flags.root));
    PROFFER_TRY(const std::string reply, flags.reply == "-" ? os::read_standard_input(edit::k_most_reply_bytes)
                                                            : os::read_file(flags.reply, edit::k_most_reply_bytes));
    PROFFER_TRY(const std::vector<domain::RepoPath> targets, parse_targets(flags.targets));
    edit::Understood understood = edit::understand_reply(reply, tree, targets);
    if (understood.refusals.empty()) add_violations(understood, tree);
    if (understood.refusals.empty()) PROFFER_CHECK(tree.write(understood.edits));
    if (common.json)
        print_json(understood);
    else if (understood.refusals.empty())
        print_applied(understood);
    else
        print_refusals(understood.refusals);
    return understood.refusals.empty() ? 0 : domain::exit_status(domain::Conclusion::no_usable_reply);
}

}  // namespace

Run define_apply(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<ApplyFlags>();
    app.add_option("--root", flags->root, "The directory the edits apply to; git or not")->required()->type_name("DIR");
    app.add_option("--reply", flags->reply, "The reply; - is standard input")->required()->type_name("FILE");
    app.add_option("--target", flags->targets, "A file the model was asked about; may be given several times")->type_name("PATH");
    return [flags, &common] { return apply(common, *flags); };
}

}  // namespace proffer::cmd
