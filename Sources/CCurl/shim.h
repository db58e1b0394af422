// libcurl's variadic calls with fixed signatures, since Swift cannot call variadic C functions.
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>

#endif
