// A directory of a test's own, removed with all it holds when the test ends.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace proffer::support {

class TempDir {
 public:
    TempDir() {
        std::string name = (std::filesystem::temp_directory_path() / "proffer-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
        path_ = std::filesystem::canonical(name);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Writes a file below the directory; missing directories are made. Returns where it is.
    std::filesystem::path write(const std::filesystem::path& relative, std::string_view bytes) const {
        const std::filesystem::path file = path_ / relative;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream stream(file, std::ios::binary | std::ios::trunc);
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
        return file;
    }

    /// The bytes of a file below the directory.
    [[nodiscard]] std::string read(const std::filesystem::path& relative) const {
        std::ifstream stream(path_ / relative, std::ios::binary);
        if (!stream) throw std::runtime_error("cannot read " + (path_ / relative).string());
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }

 private:
    std::filesystem::path path_;
};

}  // namespace proffer::support
