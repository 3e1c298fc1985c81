#pragma once

#include <entralog/detail/json_text.hpp>
#include <entralog/detail/type_info.hpp>

#include <string>

namespace entralog
{

/// Appends a record, or any type of the model, as compact JSON in Graph's own shape. Values that are absent or null are
/// left out; everything else equals what was decoded, unknown properties included.
template <class T>
void append_json(std::string& out, T const& record)
{
    detail::encode_properties(detail::type_info_of<T>(), &record, {}, out);
}

template <class T>
std::string to_json(T const& record)
{
    std::string out;
    append_json(out, record);
    return out;
}

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/json_text.ipp>
#include <entralog/impl/type_info.ipp>
#endif
