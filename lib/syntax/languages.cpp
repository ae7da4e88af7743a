// The table of file names and parsers.
#include "syntax/languages.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"
#include "syntax/grammars.hpp"
#include "syntax/yaml.hpp"

namespace proffer::syntax {
namespace {

constexpr Language k_python{"python", find_python_errors};
constexpr Language k_javascript{"javascript", find_javascript_errors};
constexpr Language k_typescript{"typescript", find_typescript_errors};
constexpr Language k_tsx{"tsx", find_tsx_errors};
constexpr Language k_go{"go", find_go_errors};
constexpr Language k_rust{"rust", find_rust_errors};
constexpr Language k_java{"java", find_java_errors};
constexpr Language k_c{"c", find_c_errors};
constexpr Language k_cpp{"c++", find_cpp_errors};
constexpr Language k_header{"c++", find_header_errors};
constexpr Language k_ruby{"ruby", find_ruby_errors};
constexpr Language k_bash{"bash", find_bash_errors};
constexpr Language k_json{"json", find_json_errors};
constexpr Language k_yaml{"yaml", find_yaml_errors, true};

struct Row {
    std::string_view name;  // an ending with its dot, or a whole file name, in lower case
    const Language* language;
};

constexpr std::array k_endings = {
    Row{".py", &k_python},      Row{".pyi", &k_python},
    Row{".js", &k_javascript},  Row{".mjs", &k_javascript},
    Row{".cjs", &k_javascript}, Row{".jsx", &k_javascript},
    Row{".ts", &k_typescript},  Row{".mts", &k_typescript},
    Row{".cts", &k_typescript}, Row{".tsx", &k_tsx},
    Row{".go", &k_go},          Row{".rs", &k_rust},
    Row{".java", &k_java},      Row{".c", &k_c},
    Row{".h", &k_header},       Row{".cc", &k_cpp},
    Row{".cpp", &k_cpp},        Row{".cxx", &k_cpp},
    Row{".hh", &k_cpp},         Row{".hpp", &k_cpp},
    Row{".hxx", &k_cpp},        Row{".rb", &k_ruby},
    Row{".rake", &k_ruby},      Row{".gemspec", &k_ruby},
    Row{".sh", &k_bash},        Row{".bash", &k_bash},
    Row{".json", &k_json},      Row{".ipynb", &k_json},
    Row{".yml", &k_yaml},       Row{".yaml", &k_yaml},
};
constexpr std::array k_names = {Row{"rakefile", &k_ruby}, Row{"gemfile", &k_ruby}, Row{"vagrantfile", &k_ruby}, Row{".bashrc", &k_bash}};

/// JSON by its ending, but read by tools that take comments and trailing commas.
bool is_relaxed_json(std::string_view path, std::string_view name) {
    const bool is_editor_file = path.starts_with(".vscode/") || path.find("/.vscode/") != std::string_view::npos;
    return is_editor_file || name.starts_with("tsconfig") || name.starts_with("jsconfig") || name == "devcontainer.json" ||
           name == ".eslintrc.json";
}

}  // namespace

const Language* find_language(std::string_view path) {
    const std::string name = base::to_lower(path.substr(path.rfind('/') + 1));
    const auto named = std::find_if(k_names.begin(), k_names.end(), [&](const Row& row) { return row.name == name; });
    if (named != k_names.end()) return named->language;
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0) return nullptr;
    const std::string_view ending = std::string_view(name).substr(dot);
    const auto found = std::find_if(k_endings.begin(), k_endings.end(), [&](const Row& row) { return row.name == ending; });
    if (found == k_endings.end() || (found->language == &k_json && is_relaxed_json(path, name))) return nullptr;
    return found->language;
}

}  // namespace proffer::syntax
