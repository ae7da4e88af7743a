// Plays recorded replies back in their order.
#include "provider/replay.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "os/files.hpp"
#include "provider/service.hpp"

namespace proffer::provider {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_reply_limit_bytes = 16 * 1024 * 1024;
constexpr std::uint64_t k_journal_limit_bytes = 512 * 1024 * 1024;
constexpr std::string_view k_journal_name = "journal.jsonl";

using Lanes = std::map<report::Lane, std::vector<RecordedCall>>;

domain::StopReason stop_of(const std::string& word) {
    for (const auto reason : {domain::StopReason::length, domain::StopReason::refusal})
        if (word == domain::name(reason)) return reason;
    return domain::StopReason::complete;
}

Lanes replies_of(const report::Journal& journal) {
    Lanes lanes;
    for (const report::JournalLine& line : journal.lines) {
        if (const auto* received = std::get_if<report::ReplyReceived>(&line.event))
            lanes[line.lane].push_back({{received->text, stop_of(received->stop), received->usage, received->model}, ""});
        else if (const auto* reranked = std::get_if<report::Reranked>(&line.event))
            lanes[line.lane].push_back({{reranked->reply, stop_of(reranked->stop), reranked->usage, reranked->model},
                                        reranked->answered ? "" : "the recorded call failed: " + reranked->problem});
        else if (const auto* diagnosed = std::get_if<report::Diagnosed>(&line.event))
            lanes[line.lane].push_back({{diagnosed->reply, domain::StopReason::complete, diagnosed->usage, ""}, ""});
    }
    return lanes;
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

/// What a directory holds: a journal, or files that know neither lanes nor usage.
struct Recording {
    Lanes lanes;
    bool is_journal = false;

    [[nodiscard]] bool empty() const { return lanes.empty(); }
};

Result<Recording> read_recorded(const fs::path& directory) {
    const auto journal = os::read_file(directory / k_journal_name, k_journal_limit_bytes);
    if (journal) {
        PROFFER_TRY(const report::Journal parsed, report::parse_journal(*journal));
        return Recording{replies_of(parsed), true};
    }
    if (journal.error().code != ErrorCode::not_found) return journal.error();
    PROFFER_TRY(const auto files, reply_files(directory));
    Recording recording;
    for (const fs::path& file : files) {
        PROFFER_TRY(std::string text, os::read_file(file, k_reply_limit_bytes));
        recording.lanes[{}].push_back({{std::move(text), domain::StopReason::complete, {}, ""}, ""});
    }
    return recording;
}

class Replay : public Provider {
 public:
    Replay(Recording recording, std::string model, std::string directory)
        : recording_(std::move(recording)), model_(std::move(model)), directory_(std::move(directory)) {}
    [[nodiscard]] std::string_view name() const override { return "replay"; }
    [[nodiscard]] std::string model() const override { return model_; }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) override;

 private:
    std::mutex mutex_;
    Recording recording_;
    std::map<report::Lane, std::size_t> used_;
    std::string model_;
    std::string directory_;
};

Result<domain::Reply> Replay::ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) {
    const report::Lane lane = recording_.is_journal ? limits.lane : report::Lane{};
    RecordedCall call;
    {
        const std::lock_guard lock(mutex_);
        std::size_t& used = used_[lane];
        const std::vector<RecordedCall>& replies = recording_.lanes[lane];
        if (used == replies.size())
            return Error{ErrorCode::exhausted,
                         "no recorded reply is left in '" + directory_ + "' (" + std::to_string(used) + " used)",
                         "record more replies, or lower retries and cycles",
                         {}};
        call = replies[used++];
    }
    if (!call.failure.empty()) return Error{ErrorCode::network, call.failure, "", {}};
    domain::Reply& reply = call.reply;
    if (reply.model.empty()) reply.model = model_;
    if (!recording_.is_journal) {
        reply.usage.input_tokens = estimated_tokens(prompt_bytes(prompt));
        reply.usage.output_tokens = estimated_tokens(reply.text.size());
    }
    if (watcher.on_text) watcher.on_text(reply.text);
    return std::move(reply);
}

class Resuming : public Provider {
 public:
    Resuming(std::shared_ptr<RecordedReplies> recorded, std::unique_ptr<Provider> provider)
        : recorded_(std::move(recorded)), provider_(std::move(provider)) {}
    [[nodiscard]] std::string_view name() const override { return provider_->name(); }
    [[nodiscard]] std::string model() const override { return provider_->model(); }
    [[nodiscard]] std::optional<domain::Price> price() const override { return provider_->price(); }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) override {
        auto reply = recorded_->next(limits.lane);
        if (!reply) return provider_->ask(prompt, limits, watcher);
        if (reply->model.empty()) reply->model = provider_->model();
        if (watcher.on_text) watcher.on_text(reply->text);
        return *std::move(reply);
    }

 private:
    std::shared_ptr<RecordedReplies> recorded_;
    std::unique_ptr<Provider> provider_;
};

}  // namespace

Result<std::unique_ptr<Provider>> make_replay(const fs::path& directory, const std::string& model) {
    std::error_code ignored;
    const std::string shown = base::visible_line(directory.string());
    if (!fs::is_directory(directory, ignored))
        return Error{ErrorCode::not_found, "no directory of recorded replies '" + shown + "'", "name one with --replay", {}};
    PROFFER_TRY(auto recording, read_recorded(directory));
    if (recording.empty())
        return Error{ErrorCode::not_found, "no recorded reply in '" + shown + "'", "put each reply into a file of its own", {}};
    const std::string name = model.empty() ? "recorded" : model;
    return std::unique_ptr<Provider>(std::make_unique<Replay>(std::move(recording), name, shown));
}

RecordedReplies::RecordedReplies(const std::vector<report::Journal>& journals) {
    for (const report::Journal& journal : journals) {
        for (auto& [lane, replies] : replies_of(journal)) {
            Queue& queue = lanes_[lane];
            if (replies.size() >= queue.replies.size()) queue.replies = std::move(replies);
        }
    }
}

std::optional<domain::Reply> RecordedReplies::next(const report::Lane& lane) {
    const std::lock_guard lock(mutex_);
    const auto found = lanes_.find(lane);
    if (found == lanes_.end() || found->second.next == found->second.replies.size()) return {};
    RecordedCall& call = found->second.replies[found->second.next++];
    // It brought nothing and cost nothing: it may go better now.
    if (!call.failure.empty()) return {};
    domain::Reply reply = std::move(call.reply);
    reply.replayed = true;
    return reply;
}

std::size_t RecordedReplies::count() const {
    const std::lock_guard lock(mutex_);
    std::size_t count = 0;
    for (const auto& [lane, queue] : lanes_) count += queue.replies.size();
    return count;
}

std::unique_ptr<Provider> make_resuming(std::shared_ptr<RecordedReplies> recorded, std::unique_ptr<Provider> provider) {
    return std::make_unique<Resuming>(std::move(recorded), std::move(provider));
}

}  // namespace proffer::provider
