#include "record_taker.hpp"

namespace entralog_export
{

void warn(destination const& to, entralog::malformed_record const& m)
{
    constexpr std::size_t most_warnings = 10;
    constexpr std::size_t longest_excerpt = 160;
    auto const n = to.count.malformed;
    if (n > most_warnings + 1)
        return;
    std::string text(to.name);
    text += ": ";
    if (n == most_warnings + 1)
        text += "more malformed records are counted, but not shown\n";
    else
    {
        text += "left out a malformed record: ";
        append_harmless(text, m.why.message);
        text += "\n    ";
        auto const excerpt = std::string_view(m.raw).substr(0, longest_excerpt);
        append_harmless(text, excerpt);
        text += excerpt.size() < m.raw.size() ? "...\n" : "\n";
    }
    to.status.say(text);
}

} // namespace entralog_export
