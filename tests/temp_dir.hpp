// Where tests put what they write, and a directory that goes when they are done.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace imaginons {

// In memory where the machine has such a file system: for tests that sync a thousand times and are
// not about what a disk does.
inline std::filesystem::path in_memory() {
    const std::filesystem::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

// A directory of its own, removed with all it holds.
class TempDir {
  public:
    explicit TempDir(const std::filesystem::path& in = std::filesystem::temp_directory_path()) {
        std::string name = (std::filesystem::canonical(in) / "imaginons-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path = name;
    }
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    std::filesystem::path path;
};

}  // namespace imaginons
