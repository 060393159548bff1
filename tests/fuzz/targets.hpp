// What reads bytes from outside, each as a function that a fuzzer calls with anything: it must come
// back, soon, and what it says must fit together. A claim that does not hold ends the process.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::fuzz {

struct Target {
    std::string_view name;
    void (*run)(std::string_view bytes);
};

std::span<const Target> targets();

// Ends the process, so that fuzzer and test take it for a crash.
void need(bool holds, const char* claim);

void http_request(std::string_view bytes);
void json_body(std::string_view bytes);
void query(std::string_view bytes);
void event(std::string_view bytes);
void note(std::string_view bytes);
void import_file(std::string_view bytes);
void import_folder(std::string_view bytes);
void foreign_words(std::string_view bytes);
void markdown(std::string_view bytes);
void url(std::string_view bytes);

// Inputs that a fuzzer starts from: golden files, and other people's test data when it lies beside
// the source.
std::vector<std::string> seeds(std::string_view target);

// Between the files of a folder in one input of import_folder.
inline constexpr char next_file = '\x1e';

}  // namespace imaginons::fuzz
