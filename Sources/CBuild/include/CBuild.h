// What is known of the build.
#ifndef CBUILD_H
#define CBUILD_H

// The commit that was built, as git abbreviates it; empty where nobody said it.
const char *cbuild_commit(void);

#endif
