#pragma once

#include <entralog/credential.hpp>

#include <memory>
#include <string>

namespace entralog_export
{

/// The command line's words about who asks. A secret is never among them: only the name of the environment variable
/// that holds it, since a command line can be read by everybody on the machine and stays in the shell's history.
struct credential_words
{
    credential_words() = default;

    std::string tenant;
    std::string client_id;
    std::string secret_variable;
    std::string token_variable;
};

/// Throws usage_error when something is missing, and says what. What is not given comes from AZURE_TENANT_ID,
/// AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, as Microsoft's own tools have it.
std::shared_ptr<entralog::credential> make_credential(credential_words w);

} // namespace entralog_export
