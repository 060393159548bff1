#include "tests/survival/trace.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace imaginons::survival {

std::vector<Record> read_trace(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("there is no trace " + file.string());
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::vector<Record> records;
    std::size_t at = 0;
    while (bytes.size() - at >= sizeof(RecordHead)) {
        RecordHead head;
        std::memcpy(&head, bytes.data() + at, sizeof head);
        at += sizeof head;
        if (bytes.size() - at < std::size_t{head.text_bytes} + head.other_bytes) break;
        records.push_back({head.did, head.fd, head.number, bytes.substr(at, head.text_bytes),
                           bytes.substr(at + head.text_bytes, head.other_bytes)});
        at += std::size_t{head.text_bytes} + head.other_bytes;
    }
    return records;
}

std::vector<std::string> lines_told(const std::vector<Record>& records, std::size_t end) {
    std::string text;
    for (std::size_t i = 0; i < end; ++i) {
        if (records[i].did == Did::tell) text += records[i].text;
    }
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t line_end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, line_end - at));
        at = line_end + 1;
    }
    return lines;
}

}  // namespace imaginons::survival
