// Asks a local program instead of a service.
#include "provider/command.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "os/process.hpp"
#include "prompt/conversation_text.hpp"
#include "provider/prices.hpp"
#include "provider/service.hpp"

namespace proffer::provider {
namespace {

constexpr std::uint64_t k_reply_limit_bytes = 16 * 1024 * 1024;

os::Environment without_secrets(const os::Environment& environment) {
    const std::vector<std::string> secrets = os::secret_values(environment);
    os::Environment clean = environment;
    for (const auto& [name, value] : environment.variables())
        if (std::find(secrets.begin(), secrets.end(), value) != secrets.end()) clean.erase(name);
    return clean;
}

std::string last_line(std::string_view text) {
    text = base::trim_right(text);
    return base::visible_line(base::prefix(base::trim(text.substr(text.rfind('\n') + 1)), 300));
}

Error failed(const os::Finished& finished, const AskLimits& limits) {
    if (finished.timed_out)
        return {ErrorCode::timed_out, "command did not reply within " + std::to_string(limits.time.count() / 1000) + " s", "", {}};
    const std::string why = last_line(finished.error_output);
    return {ErrorCode::protocol,
            "command ended with exit status " + std::to_string(finished.exit_status) + (why.empty() ? "" : ": " + why),
            "run it by hand with a prompt on its standard input",
            {}};
}

class CommandProvider : public Provider {
 public:
    CommandProvider(std::string line, std::string model, os::Environment environment, domain::Price price)
        : line_(std::move(line)), model_(std::move(model)), environment_(std::move(environment)), price_(price) {}
    [[nodiscard]] std::string_view name() const override { return "command"; }
    [[nodiscard]] std::string model() const override { return model_; }
    [[nodiscard]] std::optional<domain::Price> price() const override { return price_; }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) override;

 private:
    std::string line_;
    std::string model_;
    os::Environment environment_;
    domain::Price price_;
};

Result<domain::Reply> CommandProvider::ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) {
    os::Command command;
    command.arguments = {"sh", "-c", line_};
    command.environment = environment_;
    command.input = render_prompt(prompt);
    command.timeout = limits.time;
    command.output_limit_bytes = k_reply_limit_bytes;
    command.on_output = watcher.on_text;
    PROFFER_TRY(os::Finished finished, os::run(command));
    if (!finished.succeeded()) return failed(finished, limits);
    if (finished.output_bytes > k_reply_limit_bytes)
        return Error{ErrorCode::protocol, "reply of the command is larger than " + std::to_string(k_reply_limit_bytes) + " bytes", "", {}};
    domain::Reply reply;
    reply.usage.input_tokens = estimated_tokens(command.input.size());
    reply.usage.output_tokens = estimated_tokens(finished.output.size());
    reply.usage.cost_usd = cost_at(price_, reply.usage);
    reply.text = std::move(finished.output);
    reply.model = model_;
    return reply;
}

}  // namespace

std::string render_prompt(const domain::Prompt& prompt) {
    return prompt::conversation_text(prompt);
}

std::unique_ptr<Provider> make_command(std::string line, std::string model, const os::Environment& environment, domain::Price price) {
    return std::make_unique<CommandProvider>(std::move(line), std::move(model), without_secrets(environment), price);
}

}  // namespace proffer::provider
