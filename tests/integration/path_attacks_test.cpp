// Hostile paths in the path slot of every reply format, through `proffer apply`: all or nothing, and nothing outside (security.md P1-P6).
#include <catch2/catch.hpp>

#include <fstream>

#include "base/text.hpp"
#include "json/json.hpp"
#include "scene.hpp"
#include "unit/guard/hostile_names.hpp"

using namespace proffer;
using namespace proffer::scene;
namespace fs = std::filesystem;

namespace {

/// A reply that edits `src/calc.py` rightly, and makes `path`.
using Format = std::function<std::string(const std::string& path)>;

std::string in_json(const std::string& text) {
    json::Writer writer;
    writer.value(text);
    return writer.text();
}

std::vector<std::pair<std::string, Format>> formats() {
    const auto tagged = [](const std::string& attribute) { return base::replace_all(attribute, "\"", "&quot;"); };
    return {
        {"modified-tags",
         [=](const std::string& path) {
             return support::modified("src/calc.py", k_right) + support::modified(tagged(path), "evil = 1\n");
         }},
        {"renamed",
         [=](const std::string& path) {
             return support::modified("src/calc.py", k_right) + "<RENAMED from=\"src/old.py\" to=\"" + tagged(path) + "\"/>\n";
         }},
        {"file-delimiters",
         [](const std::string& path) {
             return "--- FILE: src/calc.py ---\n" + std::string(k_right) + "--- END FILE ---\n--- FILE: " + path +
                    " ---\nevil = 1\n--- END FILE ---\n";
         }},
        {"search-replace",
         [](const std::string& path) {
             return "src/calc.py\n<<<<<<< SEARCH\n    return a - b\n=======\n    return a + b\n>>>>>>> REPLACE\n\n" + path +
                    "\n<<<<<<< SEARCH\n=======\nevil = 1\n>>>>>>> REPLACE\n";
         }},
        {"begin-patch",
         [](const std::string& path) {
             return "*** Begin Patch\n*** Update File: src/calc.py\n@@\n-    return a - b\n+    return a + b\n*** Add File: " + path +
                    "\n+evil = 1\n*** End Patch\n";
         }},
        {"unified-diff",
         [](const std::string& path) {
             return "```diff\n--- a/src/calc.py\n+++ b/src/calc.py\n@@ -2 +2 @@\n-    return a - b\n+    return a + b\n--- /dev/null\n+++ "
                    "b/" +
                    path + "\n@@ -0,0 +1 @@\n+evil = 1\n```\n";
         }},
        {"original-patched",
         [](const std::string& path) {
             return "<file>src/calc.py</file>\n<original>\n    return a - b\n</original>\n<patched>\n    return a + b\n</patched>\n<file>" +
                    path + "</file>\n<original>\n</original>\n<patched>\nevil = 1\n</patched>\n";
         }},
        {"fenced-named",
         [](const std::string& path) {
             return "src/calc.py\n```python\n" + std::string(k_right) + "```\n\n" + path + "\n```python\nevil = 1\n```\n";
         }},
        {"json",
         [](const std::string& path) {
             return "{\"edits\": [{\"path\": \"src/calc.py\", \"content\": " + in_json(k_right) + "}, {\"path\": " + in_json(path) +
                    ", \"content\": \"evil = 1\\n\"}]}\n";
         }},
    };
}

/// A directory to apply in, with links out of it, and what must not change beside it.
class Ground {
 public:
    Ground() {
        outside_.write("secret.txt", "outside\n");
        outside_.write("root/src/calc.py", k_base);
        outside_.write("root/src/old.py", "old = 1\n");
        outside_.write("root/.git/config", "[core]\n");
        fs::create_directory_symlink(outside_.path(), root() / "src/link");
        fs::create_symlink(outside_.path() / "secret.txt", root() / "src/file-link");
        before_ = support::fingerprint_of(outside_.path());
    }
    [[nodiscard]] fs::path root() const { return outside_.path() / "root"; }
    [[nodiscard]] bool is_unchanged() const { return support::fingerprint_of(outside_.path()) == before_; }

 private:
    support::TempDir outside_;
    std::string before_;
};

/// `apply` knows no tasks, so nothing is protected; and of what stands on a line no line end, tab, quote or last blank is part of a name.
bool stays_hostile(const std::string& name) {
    const std::string lower = base::to_lower(name);
    for (const char* is_protected : {"gitmodules", "gi7eba", "gitattributes", "lfsconfig", "codeowners", "claude", "agents", "cursor",
                                     "husky", "proffer.yml", "gitlab-ci", "workflows"})
        if (lower.find(is_protected) != std::string::npos) return false;
    return name.size() < 1'000 && base::is_valid_utf8(name) && !name.ends_with(' ') &&
           name.find_first_of(std::string("\0\n\r\t\"", 5)) == std::string::npos;
}

std::vector<std::string> attacks() {
    std::vector<std::string> paths = {
        "../secret.txt", "../../../../tmp/proffer-evil", "/tmp/proffer-evil",  "src/link/secret.txt", "src/link/new.txt",
        "src/file-link", "src/../../secret.txt",         "src/../.git/config", "src/calc.py/x",       ".git/hooks/post-checkout"};
    for (const std::string& name : attack::hostile_names())
        if (stays_hostile(name)) paths.push_back("src/" + name);
    return paths;
}

}  // namespace

TEST_CASE("path attacks: in every reply format a hostile path stops the whole reply, and nothing is written (P1, P2, P3, P6)",
          "[hostile]") {
    const auto [name, format] = GENERATE(from_range(formats()));
    const support::TestRepository anywhere;
    const Ground ground;
    std::size_t refused = 0;
    std::size_t tried = 0;
    for (const std::string& path : attacks()) {
        INFO(name << ": " << base::visible_line(path));
        std::ofstream(anywhere.beside("reply.md"), std::ios::binary | std::ios::trunc) << format(path);
        const auto finished =
            support::proffer(anywhere, {"apply", "--root", ground.root().string(), "--reply", anywhere.beside("reply.md").string(),
                                        "--target", "src/calc.py", "--target", "src/old.py"});
        ++tried;
        if (finished.exit_status != 0) ++refused;
        CHECK(finished.exit_status != 0);
        if (!ground.is_unchanged()) FAIL("written: " << finished.output);
    }
    CHECK(tried > 80);
    CHECK(refused == tried);
    CHECK_FALSE(fs::exists("/tmp/proffer-evil"));
}
