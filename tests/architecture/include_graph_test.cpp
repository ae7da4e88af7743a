// Walks every #include of headers and sources and holds it to lib/modules.txt, so that the architecture cannot rot unseen.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Module {
    int level = 0;
    std::set<std::string> siblings;
};

struct Graph {
    std::map<std::string, Module> modules;
    std::set<std::string> interfaces;                                      // headers of level 4 that `run` may see
    std::vector<std::pair<std::string, std::set<std::string>>> libraries;  // header prefix → modules
};

const fs::path k_root = PROFFER_SOURCE_DIR;

Graph read_graph() {
    Graph graph;
    std::ifstream file(k_root / "lib/modules.txt");
    REQUIRE(file);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string first, name, other;
        if (!(words >> first >> name) || first == "#") continue;
        if (first == "interface") {
            graph.interfaces.insert(name);
        } else if (first == "library") {
            std::set<std::string> homes;
            while (words >> other) homes.insert(other);
            graph.libraries.emplace_back(name, homes);
        } else {
            Module& module = graph.modules[name];
            module.level = std::stoi(first);
            while (words >> other) module.siblings.insert(other);
        }
    }
    return graph;
}

struct Include {
    std::string header;
    bool is_quoted = false;
    std::size_t line = 0;
};

std::vector<Include> includes_of(std::istream& text) {
    std::vector<Include> includes;
    std::size_t number = 0;
    for (std::string line; std::getline(text, line);) {
        ++number;
        const auto hash = line.find_first_not_of(" \t");
        if (hash == std::string::npos || line.compare(hash, 8, "#include") != 0) continue;
        const auto open = line.find_first_of("\"<", hash);
        if (open == std::string::npos) continue;
        const bool is_quoted = line[open] == '"';
        const auto close = line.find(is_quoted ? '"' : '>', open + 1);
        includes.push_back({line.substr(open + 1, close - open - 1), is_quoted, number});
    }
    return includes;
}

std::string module_of_header(const std::string& header) {
    return header.substr(0, header.find('/'));
}

/// Why `module` may not include this, or nothing.
std::string breach(const Graph& graph, const std::string& module, const Include& include) {
    if (!include.is_quoted) {
        for (const auto& [prefix, homes] : graph.libraries)
            if (include.header.starts_with(prefix) && homes.count(module) == 0) return "this library has another home";
        return {};
    }
    const std::string other = module_of_header(include.header);
    if (other == module) return {};
    const auto found = graph.modules.find(other);
    if (found == graph.modules.end()) {
        for (const auto& [prefix, homes] : graph.libraries)
            if (include.header.starts_with(prefix) && homes.count(module) == 0) return "this library has another home";
        return {};
    }
    const Module& from = graph.modules.at(module);
    if (module == "run" && found->second.level == 3) return "run sees nothing of level 3";
    if (module == "run" && found->second.level == 4 && graph.interfaces.count(include.header) == 0)
        return "run sees only interface headers of level 4";
    if (found->second.level < from.level || from.siblings.count(other) == 1) return {};
    return "level " + std::to_string(from.level) + " may not include level " + std::to_string(found->second.level);
}

std::vector<std::string> breaches_below(const Graph& graph, const fs::path& directory, const std::string& module) {
    std::vector<std::string> breaches;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        const std::string extension = entry.path().extension().string();
        if (extension != ".hpp" && extension != ".cpp" && extension != ".c") continue;
        std::ifstream file(entry.path());
        for (const Include& include : includes_of(file)) {
            const std::string why = breach(graph, module, include);
            if (!why.empty())
                breaches.push_back(entry.path().lexically_relative(k_root).string() + ":" + std::to_string(include.line) + ": " +
                                   include.header + ": " + why);
        }
    }
    return breaches;
}

}  // namespace

TEST_CASE("architecture: every include points down the declared levels", "[architecture]") {
    const Graph graph = read_graph();
    REQUIRE(graph.modules.size() >= 20);
    std::vector<std::string> breaches;
    for (const auto& [name, module] : graph.modules) {
        const fs::path directory = name == "cmd" ? k_root / "cmd" : k_root / "lib" / name;
        REQUIRE(fs::is_directory(directory));
        const auto found = breaches_below(graph, directory, name);
        breaches.insert(breaches.end(), found.begin(), found.end());
    }
    std::string all;
    for (const std::string& line : breaches) all += line + "\n";
    INFO(all);
    CHECK(breaches.empty());
}

TEST_CASE("architecture: every folder below lib is a declared module", "[architecture]") {
    const Graph graph = read_graph();
    for (const auto& entry : fs::directory_iterator(k_root / "lib"))
        if (entry.is_directory()) CHECK(graph.modules.count(entry.path().filename().string()) == 1);
}

TEST_CASE("architecture: sideways arrows have no cycle", "[architecture]") {
    Graph graph = read_graph();
    // Repeatedly drop modules without siblings; what is left would be a cycle.
    for (bool changed = true; changed;) {
        changed = false;
        for (auto& [name, module] : graph.modules) {
            for (auto sibling = module.siblings.begin(); sibling != module.siblings.end();) {
                const bool is_free = graph.modules.at(*sibling).siblings.empty();
                sibling = is_free ? module.siblings.erase(sibling) : std::next(sibling);
                changed = changed || is_free;
            }
        }
    }
    for (const auto& [name, module] : graph.modules) CHECK(module.siblings.empty());
}

TEST_CASE("architecture: the walker sees what it must refuse", "[architecture]") {
    const Graph graph = read_graph();
    CHECK(breach(graph, "base", {"domain/edit.hpp", true, 1}) != "");
    CHECK(breach(graph, "run", {"os/files.hpp", true, 1}) != "");
    CHECK(breach(graph, "run", {"provider/factory.hpp", true, 1}) != "");
    CHECK(breach(graph, "run", {"provider/provider.hpp", true, 1}) == "");
    CHECK(breach(graph, "prompt", {"diff/unified.hpp", true, 1}) != "");
    CHECK(breach(graph, "edit", {"diff/unified.hpp", true, 1}) == "");
    CHECK(breach(graph, "report", {"git2.h", false, 1}) != "");
    CHECK(breach(graph, "git", {"git2.h", false, 1}) == "");
    std::istringstream text("  #include <git2.h>\n// #include \"os/files.hpp\"\n#include \"base/text.hpp\"\n");
    const auto includes = includes_of(text);
    REQUIRE(includes.size() == 2);
    CHECK(includes[0].line == 1);
    CHECK(includes[1].header == "base/text.hpp");
}
