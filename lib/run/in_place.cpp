// The agent runs behind the walls of checks, but with what it needs to reach its own service.
#include "run/in_place.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diff/unified.hpp"
#include "prompt/compose.hpp"
#include "prompt/conversation_text.hpp"

namespace proffer::run {
namespace {

constexpr std::size_t k_kept_output_bytes = 128 * 1024;
constexpr std::size_t k_kept_line_bytes = 300;

std::string last_line(std::string_view text) {
    text = base::trim_right(text);
    return base::visible_line(base::prefix(base::trim(text.substr(text.rfind('\n') + 1)), k_kept_line_bytes));
}

class InPlaceProvider : public provider::Provider {
 public:
    explicit InPlaceProvider(InPlaceAgent agent) : agent_(std::move(agent)) {}
    [[nodiscard]] std::string_view name() const override { return "command"; }
    [[nodiscard]] std::string model() const override { return agent_.model.name; }

    Result<domain::Reply> ask(const domain::Prompt& prompt, const provider::AskLimits& limits,
                              const provider::AskWatcher& watcher) override {
        PROFFER_TRY(workspace::WorkspaceFactory * factory, agent_.workspaces());
        PROFFER_TRY(const auto workspace, factory->make({}));
        workspace::WorkCommand command;
        command.shell_line = agent_.model.command;
        command.timeout = limits.time;
        command.network = true;
        command.as_operator = true;
        command.input = prompt::conversation_text(prompt);
        command.on_output = watcher.on_text;
        PROFFER_TRY(const workspace::WorkFinished finished, workspace->run(command));
        if (finished.timed_out || finished.exit_status != 0) return failure_of(finished, limits);
        PROFFER_TRY(domain::Changes changes, workspace->changes({agent_.limits.files, agent_.limits.file_bytes}));
        domain::Reply reply;
        reply.usage.input_tokens = prompt::estimate_tokens(prompt);
        reply.model = agent_.model.name;
        reply.text = text_of(finished, changes);
        reply.usage.output_tokens = reply.text.size() / 4;
        reply.changes = std::move(changes);
        return reply;
    }

 private:
    [[nodiscard]] Error failure_of(const workspace::WorkFinished& finished, const provider::AskLimits& limits) const {
        if (finished.timed_out)
            return {ErrorCode::timed_out, fmt::format("command did not end within {} s", limits.time.count() / 1000), "", {}};
        const std::string why = last_line(agent_.redactor.redact(finished.output));
        return {ErrorCode::protocol,
                fmt::format("command ended with exit status {}{}{}", finished.exit_status, why.empty() ? "" : ": ", why),
                "run it by hand in a clone, with a prompt on its standard input",
                {}};
    }

    [[nodiscard]] std::string text_of(const workspace::WorkFinished& finished, const domain::Changes& changes) const {
        std::string text = base::head_and_tail(agent_.redactor.redact(finished.output), k_kept_output_bytes);
        std::string diff;
        for (const domain::Edit& edit : changes.edits) {
            std::optional<std::string> before;
            if (auto content = agent_.base->read(edit.path.text())) before = *std::move(content);
            diff += diff::render_unified(edit.path.text(), before, edit.content);
        }
        if (diff.empty()) return text;
        if (!text.empty()) text += text.ends_with('\n') ? "\n" : "\n\n";
        return text + "```diff\n" + diff + "```\n";
    }

    InPlaceAgent agent_;
};

}  // namespace

bool edits_in_place(const domain::ModelSettings& model) {
    return model.provider == "command" && model.edits_in_place;
}

std::unique_ptr<provider::Provider> make_in_place(InPlaceAgent agent) {
    return std::make_unique<InPlaceProvider>(std::move(agent));
}

}  // namespace proffer::run
