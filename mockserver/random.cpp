#include <mockserver/random.hpp>

#include <mockserver/text.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace graph_mock
{

std::string random_bytes(std::size_t count)
{
    std::string out(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("OpenSSL has no random bytes to give");
    return out;
}

std::string new_guid()
{
    auto bytes = random_bytes(16);
    bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40); // RFC 9562, section 5.4: version and variant
    bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
    auto text = to_hex(bytes);
    for (auto const at : {8u, 13u, 18u, 23u})
        text.insert(at, 1, '-');
    return text;
}

std::string hmac_sha256(std::string_view key, std::string_view text)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<unsigned char const*>(text.data()), text.size(),
            reinterpret_cast<unsigned char*>(out.data()), &size))
        throw std::runtime_error("OpenSSL cannot compute an HMAC");
    out.resize(size);
    return out;
}

bool same_secret(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace graph_mock
