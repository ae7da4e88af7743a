// Plays recorded replies back in their order.
#include "provider/replay.hpp"

#include <algorithm>
#include <mutex>
#include <system_error>
#include <vector>

#include "base/text.hpp"
#include "os/files.hpp"
#include "provider/service.hpp"
#include "report/event.hpp"

namespace proffer::provider {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_reply_limit_bytes = 16 * 1024 * 1024;
constexpr std::uint64_t k_journal_limit_bytes = 512 * 1024 * 1024;
constexpr std::string_view k_journal_name = "journal.jsonl";

struct Recorded {
    domain::Reply reply;
    bool has_usage = false;  ///< recorded; else it is estimated
    std::string failure;     ///< of the call; empty: it was answered
};

domain::StopReason stop_of(const std::string& word) {
    for (const auto reason : {domain::StopReason::length, domain::StopReason::refusal})
        if (word == domain::name(reason)) return reason;
    return domain::StopReason::complete;
}

std::vector<Recorded> replies_of(report::Journal journal) {
    std::vector<Recorded> recorded;
    for (report::JournalLine& line : journal.lines) {
        if (auto* received = std::get_if<report::ReplyReceived>(&line.event))
            recorded.push_back({{std::move(received->text), stop_of(received->stop), received->usage, received->model}, true, ""});
        else if (auto* reranked = std::get_if<report::Reranked>(&line.event))
            recorded.push_back({{std::move(reranked->reply), stop_of(reranked->stop), reranked->usage, std::move(reranked->model)},
                                true,
                                reranked->answered ? "" : "the recorded call failed: " + reranked->problem});
        else if (auto* diagnosed = std::get_if<report::Diagnosed>(&line.event))
            recorded.push_back({{std::move(diagnosed->reply), domain::StopReason::complete, diagnosed->usage, ""}, true, ""});
    }
    return recorded;
}

Result<std::vector<fs::path>> reply_files(const fs::path& directory) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (!name.starts_with('.') && fs::is_regular_file(entry->symlink_status(ignored))) files.push_back(entry->path());
    }
    if (error) return Error{ErrorCode::io, "cannot list '" + directory.string() + "': " + error.message(), "", {}};
    std::sort(files.begin(), files.end(),
              [](const fs::path& a, const fs::path& b) { return a.filename().native() < b.filename().native(); });
    return files;
}

Result<std::vector<Recorded>> read_recorded(const fs::path& directory) {
    const auto journal = os::read_file(directory / k_journal_name, k_journal_limit_bytes);
    if (journal) {
        PROFFER_TRY(report::Journal parsed, report::parse_journal(*journal));
        return replies_of(std::move(parsed));
    }
    if (journal.error().code != ErrorCode::not_found) return journal.error();
    PROFFER_TRY(const auto files, reply_files(directory));
    std::vector<Recorded> recorded;
    for (const fs::path& file : files) {
        PROFFER_TRY(std::string text, os::read_file(file, k_reply_limit_bytes));
        recorded.push_back({{std::move(text), domain::StopReason::complete, {}, ""}, false, ""});
    }
    return recorded;
}

class Replay : public Provider {
 public:
    Replay(std::vector<Recorded> recorded, std::string model, std::string directory)
        : recorded_(std::move(recorded)), model_(std::move(model)), directory_(std::move(directory)) {}
    [[nodiscard]] std::string_view name() const override { return "replay"; }
    [[nodiscard]] std::string model() const override { return model_; }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) override;

 private:
    std::mutex mutex_;
    std::vector<Recorded> recorded_;
    std::size_t next_ = 0;
    std::string model_;
    std::string directory_;
};

Result<domain::Reply> Replay::ask(const domain::Prompt& prompt, const AskLimits&, const AskWatcher& watcher) {
    Recorded recorded;
    {
        const std::lock_guard lock(mutex_);
        if (next_ == recorded_.size())
            return Error{ErrorCode::exhausted,
                         "no recorded reply is left in '" + directory_ + "' (" + std::to_string(next_) + " used)",
                         "record more replies, or lower retries and cycles",
                         {}};
        recorded = recorded_[next_++];
    }
    if (!recorded.failure.empty()) return Error{ErrorCode::network, recorded.failure, "", {}};
    if (recorded.reply.model.empty()) recorded.reply.model = model_;
    if (!recorded.has_usage) {
        recorded.reply.usage.input_tokens = estimated_tokens(prompt_bytes(prompt));
        recorded.reply.usage.output_tokens = estimated_tokens(recorded.reply.text.size());
    }
    if (watcher.on_text) watcher.on_text(recorded.reply.text);
    return std::move(recorded.reply);
}

}  // namespace

Result<std::unique_ptr<Provider>> make_replay(const fs::path& directory, const std::string& model) {
    std::error_code ignored;
    const std::string shown = base::visible_line(directory.string());
    if (!fs::is_directory(directory, ignored))
        return Error{ErrorCode::not_found, "no directory of recorded replies '" + shown + "'", "name one with --replay", {}};
    PROFFER_TRY(auto recorded, read_recorded(directory));
    if (recorded.empty())
        return Error{ErrorCode::not_found, "no recorded reply in '" + shown + "'", "put each reply into a file of its own", {}};
    const std::string name = model.empty() ? "recorded" : model;
    return std::unique_ptr<Provider>(std::make_unique<Replay>(std::move(recorded), name, shown));
}

}  // namespace proffer::provider
