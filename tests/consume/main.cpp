#include <entralog/entralog.hpp>

#include <iostream>

int main()
{
    entralog::sign_in s;
    s.user_principal_name = "adele@contoso.example";
    auto url = entralog::split_url("https://graph.microsoft.com/beta/auditLogs/signIns");
    std::cout << s.user_principal_name.value() << ' ' << to_string(url.value().origin) << '\n';
}
