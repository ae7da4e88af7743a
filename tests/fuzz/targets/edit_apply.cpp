// `proffer apply` on a real directory with links in it: understood, judged and written as cmd/apply.cpp does, all or nothing.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "fuzz/support/edit_scene.hpp"
#include "fuzz/support/input.hpp"
#include "guard/judge.hpp"
#include "os/directory_tree.hpp"
#include "support/temp_dir.hpp"

using namespace proffer;
namespace fs = std::filesystem;

namespace {

/// What lies at each path: a file's mode and bytes, a link's target, or nothing for a directory.
using Contents = std::map<std::string, std::string>;

std::string contents_of(const fs::directory_entry& entry) {
    if (entry.is_symlink()) return "link " + fs::read_symlink(entry.path()).string();
    std::ifstream stream(entry.path(), std::ios::binary);
    return std::to_string(static_cast<unsigned>(entry.status().permissions())) + " " +
           std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

Contents read_all(const fs::path& root, bool with_directories) {
    Contents contents;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
        const bool is_directory = entry.is_directory() && !entry.is_symlink();
        if (is_directory && !with_directories) continue;
        contents[entry.path().lexically_relative(root).string()] = is_directory ? "" : contents_of(entry);
    }
    return contents;
}

/// The scene's files below `root`, among links that lead out of it, and files beside it that nothing may change.
void write_scene(const support::TempDir& place, const fuzz::Scene& scene) {
    fs::remove_all(place.path() / "root");
    fs::remove_all(place.path() / "beside");
    place.write("beside/canary.txt", "canary\n");
    place.write("beside/src/app.py", "canary\n");
    fs::create_directory(place.path() / "root");
    for (const fuzz::SceneFile& file : scene.files) {
        if (file.path.size() > 200 || file.path.starts_with("out")) continue;
        place.write(fs::path("root") / file.path, file.content);
    }
    fs::create_directory_symlink("../beside", place.path() / "root" / "out");
    fs::create_symlink("../beside/canary.txt", place.path() / "root" / "out.txt");
}

std::string written_form(const Contents& before, const domain::Edit& edit) {
    const auto origin = before.find(edit.moved_from ? edit.moved_from->text() : edit.path.text());
    const auto old = before.find(edit.path.text());
    const auto& mode_source = old != before.end() ? old : origin;
    const std::string mode =
        mode_source != before.end() ? mode_source->second.substr(0, mode_source->second.find(' ')) : std::to_string(0644);
    return mode + " " + *edit.content;
}

Contents expected_after(Contents before, const domain::EditSet& edits) {
    Contents after = before;
    for (const domain::Edit& edit : edits)
        if (!edit.content) after.erase(edit.path.text());
    for (const domain::Edit& edit : edits)
        if (edit.content) after[edit.path.text()] = written_form(before, edit);
    return after;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const support::TempDir place;
    static const mode_t usual_mask = ::umask(022);
    static_cast<void>(usual_mask);
    const fuzz::Scene scene = fuzz::parse_scene(fuzz::text_of(data, size));
    write_scene(place, scene);
    const fs::path root = place.path() / "root";
    const auto tree = os::DirectoryTree::open(root);
    PROFFER_PROMISE(tree.has_value(), "the directory can be opened");
    const Contents before = read_all(root, true);
    const Contents files_before = read_all(root, false);
    const Contents beside = read_all(place.path() / "beside", true);

    const edit::Understood understood = edit::understand_reply(scene.reply, *tree, scene.targets);
    const bool refused = !understood.refusals.empty() || !guard::judge_paths(understood.edits, *tree).empty();
    if (!refused && tree->write(understood.edits))
        PROFFER_PROMISE(read_all(root, false) == expected_after(files_before, understood.edits), "written is what was understood, no more");
    else
        PROFFER_PROMISE(read_all(root, true) == before, "a refusal or a failed write changes nothing");
    PROFFER_PROMISE(read_all(place.path() / "beside", true) == beside, "nothing outside the root changes");
    return 0;
}
