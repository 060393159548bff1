// Request bodies in JSON, read strictly: RFC 8259 and UTF-8, no key twice, no field that nobody
// asked for, no nesting beyond what the API uses. What is wrong is a value that names the field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::http {

// A parsed value.
struct Json {
    struct Member;
    enum class Kind : std::uint8_t { null, boolean, whole, decimal, text, array, object };
    Kind kind = Kind::null;
    bool truth = false;
    std::int64_t number = 0;  // whole
    double measure = 0;       // whole or decimal
    std::string text;
    std::vector<Json> items;      // array
    std::vector<Member> members;  // object, in order
};

struct Json::Member {
    std::string name;
    Json value;
};

// What is wrong with a body, as a problem's members; static or owned by this.
struct BodyFault {
    unsigned status = 400;
    std::string field;
    std::string detail;
};

// Nothing if the text is not one JSON value as said above; `fault` then says why (status 400).
std::optional<Json> parse_json(std::string_view text, BodyFault& fault);

// Takes the fields of an object one by one; the first thing that is wrong stays in fault(). Refers
// to the object.
class FieldReader {
  public:
    // `prefix` stands before names in faults: "phases[0].".
    FieldReader(const Json& object, BodyFault& fault, std::string prefix = {});

    std::string text(std::string_view name);
    std::optional<std::string> optional_text(std::string_view name);
    std::optional<std::int64_t> optional_whole(std::string_view name, std::int64_t least,
                                               std::int64_t most);
    // Whole or not.
    double measure(std::string_view name, double least, double most);
    std::optional<bool> optional_truth(std::string_view name);
    // Null if absent.
    const std::vector<Json>* optional_array(std::string_view name);
    // Null if absent; a value of the kind null if that is what is said, else an object.
    const Json* optional_object(std::string_view name);
    // To be called last: false if anything was wrong, a field that was never taken included.
    bool complete();

    void refuse(std::string_view name, std::string detail);

  private:
    const Json* take(std::string_view name, bool required);

    const Json& object_;
    BodyFault& fault_;
    std::string prefix_;
    std::vector<std::string_view> taken_;
};

}  // namespace imaginons::http
