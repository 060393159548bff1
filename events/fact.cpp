#include "events/fact.hpp"

namespace imaginons::events {

Fact::Fact() = default;
Fact::Fact(AnyPayload public_part) : payload(std::move(public_part)) {}
Fact::Fact(AnyPayload public_part, Text sealed_part, PersonId whose)
    : payload(std::move(public_part)), sealed(std::move(sealed_part)), subject(whose) {}
Fact::Fact(const Fact&) = default;
Fact::Fact(Fact&&) noexcept = default;
Fact& Fact::operator=(const Fact&) = default;
Fact& Fact::operator=(Fact&&) noexcept = default;
Fact::~Fact() = default;

bool operator==(const Fact& a, const Fact& b) {
    return a.payload == b.payload && a.sealed == b.sealed && a.subject == b.subject;
}

}  // namespace imaginons::events
