#include <mockserver/roles.hpp>

#include <array>
#include <utility>

namespace graph_mock
{

namespace
{

/// Microsoft Entra built-in roles: those that may read one of the reports, and others that an administrator may have
/// and that then do not help.
constexpr std::array<std::pair<std::string_view, std::string_view>, 19> roles{{
    {"Application Administrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"},
    {"Attribute Assignment Administrator", "58a13ea3-c632-46ae-9ee0-9c0d43cd7f3d"},
    {"Attribute Assignment Reader", "ffd52fa5-98dc-465c-991d-fc073eb59f8f"},
    {"Attribute Definition Administrator", "8424c6f0-a189-499e-bbd0-26c1753c96d4"},
    {"Attribute Definition Reader", "1d336d2c-4ae8-42ef-9711-b3604ce3fc2c"},
    {"Attribute Log Administrator", "5b784334-f94b-471a-a387-e7219fc49ca2"},
    {"Attribute Log Reader", "9c99539d-8186-4804-835f-fd51ef9e2dcd"},
    {"Cloud Application Administrator", "158c047a-c907-4556-b7ef-446551a6b5f7"},
    {"Compliance Administrator", "17315797-102d-40b4-93e0-432062caca18"},
    {"Conditional Access Administrator", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"},
    {"Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"},
    {"Global Administrator", "62e90394-69f5-4237-9190-012177145e10"},
    {"Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"},
    {"Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8"},
    {"Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf"},
    {"Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d"},
    {"Security Operator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"},
    {"Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509"},
    {"User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1"},
}};

} // namespace

std::string_view role_template_id(std::string_view role) noexcept
{
    for (auto const& [name, id] : roles)
        if (name == role)
            return id;
    return {};
}

std::string known_roles()
{
    std::string names;
    for (auto const& [name, id] : roles)
        names.append(names.empty() ? "" : ", ").append(name);
    return names;
}

} // namespace graph_mock
