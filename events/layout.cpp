#include "events/layout.hpp"

#include <cassert>
#include <map>
#include <memory>

#include "events/reflect.hpp"

namespace imaginons::events::layout {

namespace {

using namespace reflect;

// Compiles type tables, each once; what it has made lives as long as it does.
class Compiler {
  public:
    const Table& compiled(const TypeTable& type) {
        std::unique_ptr<Table>& made = tables_[&type];
        if (made == nullptr) {
            // Entered before it is filled: a table may hold itself.
            made = std::make_unique<Table>();
            fill(*made, type);
        }
        return *made;
    }

  private:
    void fill(Table& table, const TypeTable& type) {
        std::size_t most = sizeof(flatbuffers::soffset_t);
        for (std::size_t i = 0; i < type.num_elems; ++i) {
            Slot slot = slot_of(field_at(type, i));
            if (type.st == flatbuffers::ST_STRUCT)
                slot.offset = static_cast<std::uint16_t>(type.values[i]);
            table.slots.push_back(slot);
            most += (slot.repeated ? sizeof(flatbuffers::uoffset_t) : slot.size) + 7;
        }
        assert(type.st == flatbuffers::ST_STRUCT || most <= table_bytes);
        if (type.st == flatbuffers::ST_STRUCT) {
            add_padding(table, static_cast<std::size_t>(type.values[type.num_elems]));
        }
    }

    static void add_padding(Table& table, std::size_t size) {
        std::vector<bool> used(size, false);
        for (const Slot& slot : table.slots) {
            for (std::size_t i = 0; i < slot.size; ++i) used[slot.offset + i] = true;
        }
        for (std::size_t i = 0; i < size; ++i) {
            if (!used[i]) table.padding.push_back(static_cast<std::uint8_t>(i));
        }
    }

    Slot slot_of(const Field& field) {
        Slot slot;
        slot.repeated = field.repeated;
        slot.size = is_enum(field)
                        ? 1
                        : static_cast<std::uint8_t>(flatbuffers::InlineSize(field.type, field.ref));
        slot.check = check_of(field);
        if (slot.check == Check::enumeration) slot.numbers = numbers_of(field);
        if (slot.check == Check::structure || slot.check == Check::table)
            slot.type = &compiled(*field.ref);
        if (slot.check == Check::union_value) slot.members = &members_of(*field.ref);
        return slot;
    }

    static Check check_of(const Field& field) {
        const std::string_view name = field.name;
        if (field.type == flatbuffers::ET_UTYPE) return Check::union_number;
        if (field.type == flatbuffers::ET_STRING) return Check::string;
        if (field.type == flatbuffers::ET_BOOL) return Check::flag;
        if (field.type == flatbuffers::ET_LONG && name.ends_with("_at")) return Check::time;
        if (field.type == flatbuffers::ET_INT && name.ends_with("_on")) return Check::date;
        if (field.ref == nullptr) return Check::any;
        switch (field.ref->st) {
            case flatbuffers::ST_TABLE: return Check::table;
            case flatbuffers::ST_STRUCT:
                return is_plain(*field.ref) ? Check::any : Check::structure;
            case flatbuffers::ST_UNION: return Check::union_value;
            case flatbuffers::ST_ENUM: break;
        }
        return Check::enumeration;
    }

    // Ids and hashes: nothing in them can be wrong.
    static bool is_plain(const TypeTable& type) {
        for (std::size_t i = 0; i < type.num_elems; ++i) {
            if (field_at(type, i).type != flatbuffers::ET_ULONG) return false;
        }
        return true;
    }

    static std::uint64_t numbers_of(const Field& field) {
        assert(field.type == flatbuffers::ET_UCHAR);
        std::uint64_t numbers = 0;
        for (std::size_t i = 0; i < field.ref->num_elems; ++i) {
            const std::uint64_t number =
                field.ref->values != nullptr ? static_cast<std::uint64_t>(field.ref->values[i]) : i;
            assert(number < 64);
            numbers |= std::uint64_t{1} << number;
        }
        return numbers;
    }

    const std::array<const Table*, 256>& members_of(const TypeTable& type) {
        auto& members = unions_[&type];
        if (members != nullptr) return *members;
        members = std::make_unique<std::array<const Table*, 256>>();
        members->fill(nullptr);
        for (unsigned number = 0; number < 256; ++number) {
            const TypeTable* member = member_of(type, static_cast<std::uint8_t>(number));
            if (member != nullptr) (*members)[number] = &compiled(*member);
        }
        return *members;
    }

    std::map<const TypeTable*, std::unique_ptr<Table>> tables_;
    std::map<const TypeTable*, std::unique_ptr<std::array<const Table*, 256>>> unions_;
};

struct Layouts {
    Compiler compiler;
    const Table& event = compiler.compiled(*schema::EventTypeTable());
    const Table& text = compiler.compiled(*schema::TextTypeTable());
};

const Layouts& layouts() {
    static const Layouts all;
    return all;
}

}  // namespace

const Table& of_event() {
    return layouts().event;
}
const Table& of_text() {
    return layouts().text;
}

}  // namespace imaginons::events::layout
