#include <mockserver/message.hpp>

#include <mockserver/text.hpp>

namespace graph_mock
{

std::string_view headers::find(std::string_view name) const noexcept
{
    for (auto const& [field, value] : fields_)
        if (iequals(field, name))
            return value;
    return {};
}

bool set_target(request& r, std::string target)
{
    if (target.empty() || target.front() != '/')
        return false;
    auto const mark = target.find('?');
    auto path = percent_decode(std::string_view(target).substr(0, mark));
    if (!path)
        return false;
    r.path = std::move(*path);
    r.query = mark == std::string::npos ? std::string() : target.substr(mark + 1);
    r.target = std::move(target);
    return true;
}

} // namespace graph_mock
