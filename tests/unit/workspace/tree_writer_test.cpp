// Nothing lands outside the tree; what is in the way is replaced or refused.
#include "workspace/tree_writer.hpp"

#include <sys/stat.h>

#include "os/files.hpp"
#include "support/require_ok.hpp"

namespace os = proffer::os;
namespace fs = std::filesystem;
using proffer::ErrorCode;
using proffer::workspace::Removal;
using proffer::workspace::TreeWriter;

namespace {

struct Tree {
    os::RunDirectory root = os::RunDirectory::create(fs::temp_directory_path()).value();
    fs::path top = root.path() / "top";
    fs::path below = root.path() / "below";

    Tree() {
        fs::create_directory(top);
        fs::create_directory(below);
    }
    [[nodiscard]] TreeWriter writer(Removal removal) const { return TreeWriter::open(top, removal, {below}).value(); }
    [[nodiscard]] std::string read(const std::string& path) const { return os::read_file(top / path).value_or("(none)"); }
};

bool is_whiteout(const fs::path& path) {
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == 0;
}

}  // namespace

TEST_CASE("tree writer: P1 a path that leaves the tree is refused", "[workspace]") {
    const Tree tree;
    auto writer = tree.writer(Removal::erase);
    for (const std::string path : {"../x", "a/../../x", "/x", "a//b", ".", "a/./b", ""}) {
        INFO(path);
        const auto refused = writer.write(path, "x", false);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::denied);
        CHECK_FALSE(writer.remove(path).has_value());
    }
    CHECK(fs::is_empty(tree.top));
}

TEST_CASE("tree writer: P3 no link is followed, in the middle or at the end", "[workspace]") {
    const Tree tree;
    REQUIRE_OK(os::write_file(tree.root.path() / "victim" / "file", "precious"));
    fs::create_directory_symlink("../victim", tree.top / "link");
    fs::create_symlink("../victim/file", tree.top / "file");
    auto writer = tree.writer(Removal::erase);
    const auto refused = writer.write("link/file", "x", false);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message == "'link' is no directory");
    REQUIRE_OK(writer.remove("link/file"));
    REQUIRE_OK(writer.write("file", "new", true));
    CHECK(tree.read("file") == "new");
    CHECK_FALSE(fs::is_symlink(tree.top / "file"));
    CHECK(os::read_file(tree.root.path() / "victim" / "file").value() == "precious");
    REQUIRE_OK(writer.write("link", "replaced", false));
    CHECK(fs::exists(tree.root.path() / "victim" / "file"));
}

TEST_CASE("tree writer: modes are those of git, directories as in the layer below", "[workspace]") {
    const Tree tree;
    fs::create_directories(tree.below / "a" / "b");
    fs::permissions(tree.below / "a", fs::perms(0750));
    auto writer = tree.writer(Removal::whiteout);
    REQUIRE_OK(writer.write("a/b/c/file", "x", false));
    REQUIRE_OK(writer.write("a/program", "x", true));
    REQUIRE_OK(writer.link("a/link", "../elsewhere"));
    REQUIRE_OK(writer.make_directory("module"));
    const auto mode = [&](const char* path) { return static_cast<unsigned>(fs::symlink_status(tree.top / path).permissions()); };
    CHECK(mode("a") == 0750);
    CHECK(mode("a/b/c") == 0755);
    CHECK(mode("a/b/c/file") == 0644);
    CHECK(mode("a/program") == 0755);
    CHECK(fs::read_symlink(tree.top / "a" / "link") == "../elsewhere");
    CHECK(fs::is_directory(tree.top / "module"));
}

TEST_CASE("tree writer: whiteouts hide, and give way to what is written later", "[workspace]") {
    const Tree tree;
    auto writer = tree.writer(Removal::whiteout);
    REQUIRE_OK(writer.remove("a/b"));
    CHECK(is_whiteout(tree.top / "a" / "b"));
    REQUIRE_OK(writer.remove("a/b/c"));  // hidden already
    CHECK(is_whiteout(tree.top / "a" / "b"));
    REQUIRE_OK(writer.write("a/b/c", "x", false));
    CHECK(tree.read("a/b/c") == "x");
    REQUIRE_OK(writer.write("a/b", "file", false));
    CHECK(tree.read("a/b") == "file");
    REQUIRE_OK(writer.remove("a/b/c"));
    CHECK(tree.read("a/b") == "file");
    REQUIRE_OK(writer.remove("a/"));
    CHECK(is_whiteout(tree.top / "a"));
}

TEST_CASE("tree writer: erased paths are gone", "[workspace]") {
    const Tree tree;
    auto writer = tree.writer(Removal::erase);
    REQUIRE_OK(writer.write("a/b", "x", false));
    REQUIRE_OK(writer.remove("a/b"));
    REQUIRE_OK(writer.remove("no/where"));
    CHECK_FALSE(fs::exists(tree.top / "a" / "b"));
    CHECK_FALSE(fs::exists(tree.top / "no"));
}
