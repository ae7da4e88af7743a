// `proffer locate`: the files of a commit that an instruction is about, the likeliest first.
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/plain_output.hpp"
#include "git/tree_reader.hpp"
#include "index/cache.hpp"
#include "index/search.hpp"
#include "json/json.hpp"
#include "os/environment.hpp"
#include "os/files.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_most_query_bytes = 64 * 1024 * 1024;

struct LocateFlags {
    std::string git_dir;
    std::string revision;
    std::string instruction;
    std::size_t top = 10;
    std::vector<std::string> without;
    bool no_cache = false;
};

Result<locate::Weights> weights_without(const std::vector<std::string>& left_out) {
    locate::Weights weights = locate::default_weights();
    for (const std::string& word : left_out) {
        std::size_t part = 0;
        while (part < locate::k_parts && locate::name(static_cast<locate::Part>(part)) != word) ++part;
        if (part == locate::k_parts)
            return Error{ErrorCode::usage, fmt::format("no part of the score is called '{}'", word), "'proffer locate -v' names them", {}};
        weights[part] = 0;
    }
    return weights;
}

void write_parts(json::Writer& writer, const locate::Ranked& ranked) {
    writer.key("parts").begin_object();
    for (std::size_t part = 0; part < locate::k_parts; ++part)
        if (ranked.parts[part] != 0) writer.member(locate::name(static_cast<locate::Part>(part)), ranked.parts[part]);
    writer.end_object();
}

void print_found_json(const index::Found& found, bool shows_parts) {
    json::Writer writer(json::Style::pretty);
    writer.begin_object().key("files").begin_array();
    for (const index::FoundFile& file : found.files) {
        writer.begin_object().member("path", file.path).member("score", file.ranked.confidence).key("why").begin_array();
        for (const std::string& reason : file.ranked.why) writer.value(reason);
        writer.end_array();
        if (shows_parts) write_parts(writer, file.ranked);
        writer.end_object();
    }
    writer.end_array().end_object();
    print_json(writer.text());
}

void print_found_text(const index::Found& found, bool shows_parts) {
    std::string text;
    for (const index::FoundFile& file : found.files) {
        text += fmt::format("{:.2f}  {}  ({})\n", file.ranked.confidence, base::visible_line(file.path), base::join(file.ranked.why, "; "));
        if (!shows_parts) continue;
        text += "     ";
        for (std::size_t part = 0; part < locate::k_parts; ++part)
            if (file.ranked.parts[part] != 0)
                text += fmt::format(" {} {:.2f}", locate::name(static_cast<locate::Part>(part)), file.ranked.parts[part]);
        text += '\n';
    }
    print_text(text);
}

void tell(const index::Tally& tally, const git::Layout& layout) {
    base::log_debug(fmt::format("{}: {} read ({:.1f} MB), {} from the cache; {} of history", base::count_of(tally.files, "file"),
                                tally.read, static_cast<double>(tally.bytes) / 1e6, tally.from_cache,
                                base::count_of(tally.commits, "commit")));
    const auto tell_some = [](std::size_t count, std::string_view what) {
        if (count > 0) base::log_debug(fmt::format("{} {}", base::count_of(count, "file"), what));
    };
    tell_some(tally.missing, "not in this partial clone: ranked by path alone");
    tell_some(tally.too_large, "too large to be read: ranked by path alone");
    tell_some(tally.binary, "without text: ranked by path alone");
    tell_some(tally.pointers, "kept by Git LFS: ranked by path alone");
    if (tally.links > 0) base::log_debug(fmt::format("{} passed over: links and submodules cannot be edited", tally.links));
    if (layout.shallow) base::log_debug("the clone is shallow: what the missing history would say is not known");
}

Result<int> locate(const CommonFlags& common, const LocateFlags& flags) {
    PROFFER_TRY(const auto reader, git::open_tree_reader(flags.git_dir.empty() ? common.repo : flags.git_dir));
    PROFFER_TRY(const domain::Oid commit, reader->resolve(flags.revision));
    std::string query = flags.instruction;
    if (query.empty()) {
        PROFFER_TRY(query, os::read_standard_input(k_most_query_bytes));
    }
    index::SearchOptions options;
    options.top = flags.top;
    options.workers = index::usual_workers();
    if (!flags.no_cache) options.cache = index::cache_directory(reader->layout(), os::Environment::of_process());
    PROFFER_TRY(options.weights, weights_without(flags.without));
    PROFFER_TRY(const index::Found found, index::search(*reader, commit, query, options));
    tell(found.tally, reader->layout());
    if (common.json)
        print_found_json(found, common.verbose);
    else
        print_found_text(found, common.verbose);
    return 0;
}

}  // namespace

Run define_locate(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<LocateFlags>();
    app.add_option("--git-dir", flags->git_dir, "The repository, bare or not (default: as --repo)")->type_name("DIR");
    app.add_option("--rev", flags->revision, "The commit to search (default: HEAD)")->type_name("REV");
    app.add_option("--instruction", flags->instruction, "What to search for (default: standard input)")->type_name("TEXT");
    app.add_option("--top", flags->top, "How many files at most")->check(CLI::Range(1, 1000))->type_name("N");
    app.add_option("--without", flags->without, "Leave a part of the score out, to see what it is worth")->type_name("PART");
    app.add_flag("--no-cache", flags->no_cache, "Neither use nor keep what earlier searches learnt of the files");
    return [flags, &common] { return locate(common, *flags); };
}

}  // namespace proffer::cmd
