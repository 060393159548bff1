#include "http/witness_status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace imaginons::http {

namespace {

// A label's value may hold anything but these as they are.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

void append_header(std::string& out, std::string_view name, std::string_view help,
                   std::string_view type) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

// One value for each witness.
template <class ValueOf>
void append_each(std::string& out, const WitnessReport& report, std::string_view name,
                 std::string_view help, std::string_view type, ValueOf value_of) {
    if (report.witnesses.empty()) return;
    append_header(out, name, help, type);
    for (const WitnessStatus& witness : report.witnesses) {
        fmt::format_to(std::back_inserter(out), "{}{{witness=\"{}\"}} {}\n", name,
                       escaped(witness.name), value_of(witness));
    }
}

}  // namespace

std::string prometheus_text(const WitnessReport& report) {
    std::string out;
    append_each(out, report, "imaginons_witness_agrees",
                "Whether the witness cosigned when it was last asked.", "gauge",
                [](const WitnessStatus& witness) {
                    return witness.standing == WitnessStatus::Standing::agrees ? 1 : 0;
                });
    append_each(out, report, "imaginons_witness_cosigned_events",
                "Events in the last checkpoint that the witness cosigned.", "gauge",
                [](const WitnessStatus& witness) { return witness.cosigned_size; });
    append_each(out, report, "imaginons_witness_cosigned_timestamp_seconds", "When it did.",
                "gauge",
                [](const WitnessStatus& witness) { return witness.cosigned_at_ms / 1000; });
    append_each(out, report, "imaginons_witness_cosignatures_total",
                "Cosignatures since the start.", "counter",
                [](const WitnessStatus& witness) { return witness.cosignatures; });
    append_each(out, report, "imaginons_witness_failures_total",
                "Times that the witness was asked and did not cosign.", "counter",
                [](const WitnessStatus& witness) { return witness.failures; });
    append_header(out, "imaginons_forks_proven",
                  "Checkpoints that this log's key signed and that contradict this log.", "gauge");
    const auto proven = std::count_if(report.forks.begin(), report.forks.end(),
                                      [](const ForkSeen& fork) { return fork.proven; });
    return out + fmt::format("imaginons_forks_proven {}\n", proven);
}

}  // namespace imaginons::http
