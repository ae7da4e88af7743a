// Patches on a real repository. An input that begins with `edits` is a list of edits whose commit must come back from its own patch: a line
// with the path, then the content; a path behind `! ` is removed. Anything else is a patch of a stranger. Runs git, so it is slow.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "fuzz/support/input.hpp"
#include "git/repository.hpp"
#include "guard/judge.hpp"
#include "support/test_repository.hpp"

using namespace proffer;

namespace {

class Scene {
 public:
    Scene() {
        for (const char* name : {"GIT_DIR", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL", "XDG_CONFIG_HOME"}) ::unsetenv(name);
        ::setenv("HOME", checkout_.home().c_str(), 1);
        ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
        checkout_.write("src/app.py", "def main():\n    print('one')\n    print('two')\n    print('three')\n");
        checkout_.write("README.md", "# Read me\n\nwithout an end");
        checkout_.write("win.txt", "alpha\r\nbeta\r\n");
        base_ = checkout_.commit("base");
        repository_ = std::move(git::open_repository(checkout_.path(), checkout_.beside("store"))).value();
        fingerprint_ = checkout_.fingerprint();
    }
    git::Repository& repository() { return *repository_; }
    [[nodiscard]] domain::Oid base() const { return domain::Oid::parse(base_).value(); }
    /// A lock left behind would stop every later call.
    [[nodiscard]] bool has_lock() const {
        for (const auto& entry : std::filesystem::directory_iterator(checkout_.beside("store")))
            if (entry.path().extension() == ".lock") return true;
        return false;
    }
    [[nodiscard]] bool is_untouched() const { return checkout_.fingerprint() == fingerprint_; }

 private:
    support::TestRepository checkout_;
    std::string base_;
    std::string fingerprint_;
    std::unique_ptr<git::Repository> repository_;
};

domain::EditSet parse_edits(const std::vector<std::string_view>& parts, const domain::Snapshot& base) {
    std::map<std::string, domain::Edit> edits;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        auto [name, content] = fuzz::first_line(parts[i]);
        const bool removes = name.starts_with("! ");
        if (removes) name.remove_prefix(2);
        const auto path = domain::RepoPath::parse(name);
        if (!path || (removes && !base.find(path->text()))) continue;
        domain::Edit edit{*path, std::string(content), {}};
        if (removes) edit.content.reset();
        const auto before = base.read(path->text());
        if (before && edit.content == *before) continue;
        edits.insert_or_assign(path->text(), std::move(edit));
    }
    domain::EditSet set;
    for (auto& [path, edit] : edits) set.push_back(std::move(edit));
    return set;
}

void check_own_patch(Scene& scene, const std::vector<std::string_view>& parts) {
    const auto base = scene.repository().snapshot(scene.base());
    const domain::EditSet edits = parse_edits(parts, **base);
    if (edits.empty() || !guard::judge_paths(edits, **base).empty()) return;
    const git::Identity person{"Some One", "one@example.org"};
    const auto commit = scene.repository().commit({scene.base(), edits, "Subject\n\nbody\n", person, person, 1'700'000'000});
    if (!commit) return;
    const auto patch = scene.repository().format_patch(commit->commit);
    PROFFER_PROMISE(patch.has_value(), "a commit has a patch");
    const auto read = scene.repository().read_patch(scene.base(), *patch);
    if (!read) std::fprintf(stderr, "%s\n", read.error().text().c_str());
    PROFFER_PROMISE(read.has_value(), "our own patch can be read");
    PROFFER_PROMISE(read->size() == edits.size(), "our own patch holds every edit");
    for (std::size_t i = 0; i < edits.size(); ++i)
        PROFFER_PROMISE((*read)[i].path == edits[i].path && (*read)[i].content == edits[i].content, "our own patch holds the same edits");
}

void check_any_patch(Scene& scene, const std::string& patch) {
    const auto edits = scene.repository().read_patch(scene.base(), patch);
    if (!edits) {
        PROFFER_PROMISE(fuzz::is_printable(edits.error().text()), "a refusal is one line without control characters");
        return;
    }
    for (const domain::Edit& edit : *edits)
        PROFFER_PROMISE(domain::RepoPath::parse(edit.path.text()).has_value(), "every edited path is below the root");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Scene scene;
    const std::string_view input = fuzz::text_of(data, size);
    const auto parts = fuzz::parts_of(input);
    if (fuzz::first_line(parts.front()).first == "edits")
        check_own_patch(scene, parts);
    else
        check_any_patch(scene, std::string(input));
    PROFFER_PROMISE(!scene.has_lock(), "no lock is left behind");
    PROFFER_PROMISE(scene.is_untouched(), "the checkout stays as it is");
    return 0;
}
