#pragma once

#include <entralog/pages.hpp>

// Under separate compilation the cursors of the four reports, and the descriptions of all types, are compiled here,
// once.
#if defined(ENTRALOG_SEPARATE_COMPILATION)

namespace entralog
{

template struct page<sign_in>;
template struct page<directory_audit>;
template struct page<custom_security_attribute_audit>;
template struct page<provisioning_object_summary>;
template struct page<raw_record>;
template class pages<sign_in>;
template class pages<directory_audit>;
template class pages<custom_security_attribute_audit>;
template class pages<provisioning_object_summary>;
template class pages<raw_record>;
template class records<sign_in>;
template class records<directory_audit>;
template class records<custom_security_attribute_audit>;
template class records<provisioning_object_summary>;
template class records<raw_record>;

} // namespace entralog

#endif
