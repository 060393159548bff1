// What a program did to its files, in the order it did it: written by the shim while the program
// runs, read by the tests afterwards. A file of records, each a head and up to two strings.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::survival {

enum class Did : std::uint8_t {
    start = 1,  // a process begins; the descriptors of the one before are gone
    open,       // text: path; number: the flags given to open(2)
    close,
    write,         // text: the bytes; number: where in the file
    write_failed,  // the same, of a write that should have synced itself: it came as far as the
                   // cache
    truncate,      // number: the new size
    sync,          // of the descriptor's file or directory
    sync_failed,
    rename,    // text: from; other: to
    exchange,  // text and other: two names that change places
    unlink,    // text: path, of a file or a directory
    mkdir,     // text: path
    tell,      // text: what it wrote to its standard output, where a driver says what is durable
    fault,     // the shim made the call that follows fail, or fall short
};

struct RecordHead {
    Did did;
    std::uint8_t zeros[3];
    std::int32_t fd;
    std::uint64_t number;
    std::uint32_t text_bytes;
    std::uint32_t other_bytes;
};
static_assert(sizeof(RecordHead) == 24);

struct Record {
    Did did = Did::start;
    int fd = -1;
    std::uint64_t number = 0;
    std::string text;
    std::string other;
};

// The whole trace; a last record that a kill cut short is left out. Throws std::runtime_error if
// there is no such file.
std::vector<Record> read_trace(const std::filesystem::path& file);

// The lines that a program told, of records [0, end).
std::vector<std::string> lines_told(const std::vector<Record>& records, std::size_t end);

}  // namespace imaginons::survival
