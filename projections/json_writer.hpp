// Just enough of a JSON writer: objects and lists in order, strings quoted by events/. Not for use
// outside projections/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/json.hpp"

namespace imaginons::projections {

class Json {
  public:
    Json& open(char bracket) {
        comma();
        out_ += bracket;
        first_ = true;
        return *this;
    }
    Json& close(char bracket) {
        out_ += bracket;
        first_ = false;
        return *this;
    }
    Json& key(std::string_view name) {
        comma();
        events::append_json_string(out_, name);
        out_ += ':';
        first_ = true;
        return *this;
    }
    Json& text(std::string_view value) {
        comma();
        events::append_json_string(out_, value);
        return *this;
    }
    Json& raw(std::string_view value) {
        comma();
        out_ += value;
        return *this;
    }
    Json& member(std::string_view name, std::string_view value) { return key(name).text(value); }
    Json& number(std::string_view name, std::uint64_t value) {
        return key(name).raw(std::to_string(value));
    }

    std::string take() { return std::move(out_) + "\n"; }

  private:
    void comma() {
        if (!first_) out_ += ',';
        first_ = false;
    }
    std::string out_;
    bool first_ = true;
};

}  // namespace imaginons::projections
